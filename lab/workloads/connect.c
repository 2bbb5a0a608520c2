// SPDX-License-Identifier: Apache-2.0
/* connect FOLDER: each address family and entry once; ports are those the kernel gives. */
#include "nolibc.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define STREAM 1
#define DGRAM 2
#define NONBLOCK 04000

struct sockaddr_in {
	u16 family;
	u16 port;
	u8 ip[4];
	u8 zero[8];
};

struct sockaddr_in6 {
	u16 family;
	u16 port;
	u32 flow;
	u8 ip[16];
	u32 scope;
};

union address {
	u16 family;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

typedef long (*connect_fn)(int fd, const void *address, int length);

/* Static, so that the 32-bit entry of a 64-bit process can reach it. */
static union address target;

static long plain(int fd, const void *address, int length)
{
	return sys(connect, fd, address, length, 0, 0);
}

#if defined(__i386__)
static long by_socketcall(int fd, const void *address, int length)
{
	unsigned long args[] = { (unsigned long)fd, (unsigned long)address, (unsigned long)length };

	return sys(socketcall, 3 /* SYS_CONNECT */, args, 0, 0, 0);
}
#elif defined(__x86_64__)
static long by_int80(int fd, const void *address, int length)
{
	return int80(362, fd, (long)address, length);
}

static u32 socketcall_args[3];

static long by_int80_socketcall(int fd, const void *address, int length)
{
	socketcall_args[0] = (u32)fd;
	socketcall_args[1] = (u32)(unsigned long)address;
	socketcall_args[2] = (u32)length;
	return int80(102, 3, (long)socketcall_args, 0);
}
#endif

static int size_of(int family)
{
	return family == AF_INET ? (int)sizeof(target.v4) : (int)sizeof(target.v6);
}

/* A loopback address with a port of the kernel's choice is left in `target`; returns its socket, or an error. */
static long reserve(int family, int type)
{
	int length = size_of(family);
	long fd = sys(socket, family, type, 0, 0, 0);

	if (fd < 0)
		return fd;
	memset(&target, 0, sizeof(target));
	target.family = (u16)family;
	if (family == AF_INET) {
		target.v4.ip[0] = 127;
		target.v4.ip[3] = 1;
	} else {
		target.v6.ip[15] = 1;
	}
	must("bind", sys(bind, fd, &target, length, 0, 0));
	must("getsockname", sys(getsockname, fd, &target, &length, 0, 0));
	return fd;
}

static void tell(const char *how, int family, int type, int compat, long ret)
{
	u16 port = family == AF_INET ? target.v4.port : target.v6.port;

	act("connect");
	text("how", how);
	num("pid", getpid());
	num("family", family);
	num("type", type & 15);
	if (family == AF_INET)
		hex("addr", target.v4.ip, 4);
	else
		hex("addr", target.v6.ip, 16);
	num("port", (u16)(port << 8 | port >> 8));
	num("compat", compat);
	num("ret", ret);
	end();
}

static void try_connect(const char *how, connect_fn fn, int compat, int family, int type,
			int listening)
{
	long server = reserve(family, type & 15);
	long fd, ret;

	if (server < 0) {
		act("skip");
		text("how", how);
		num("ret", server);
		end();
		return;
	}
	if (listening)
		must("listen", sys(listen, server, 4, 0, 0, 0));
	fd = must("socket", sys(socket, family, type, 0, 0, 0));
	ret = fn((int)fd, &target, size_of(family));
	tell(how, family, type, compat, ret);
	sys(close, fd, 0, 0, 0, 0);
	sys(close, server, 0, 0, 0, 0);
}

static void connect_unix(const char *folder)
{
	static char name[110];
	long fd = must("socket", sys(socket, AF_UNIX, STREAM, 0, 0, 0));
	long ret;

	name[0] = AF_UNIX;
	path_of(name + 2, folder, "none");
	ret = sys(connect, fd, name, sizeof(name), 0, 0);
	sys(close, fd, 0, 0, 0, 0);
	act("connect_unix");
	num("pid", getpid());
	num("ret", ret);
	end();
}

int main(int argc, char **argv)
{
	const int compat = sizeof(long) == 4;

	if (argc < 2)
		return 2;
	act("start");
	num("pid", getpid());
	end();
	try_connect("v4-refused", plain, compat, AF_INET, STREAM, 0);
	try_connect("v4-accepted", plain, compat, AF_INET, STREAM, 1);
	try_connect("v4-nonblocking", plain, compat, AF_INET, STREAM | NONBLOCK, 1);
	try_connect("v4-udp", plain, compat, AF_INET, DGRAM, 0);
	try_connect("v6-refused", plain, compat, AF_INET6, STREAM, 0);
	try_connect("v6-accepted", plain, compat, AF_INET6, STREAM, 1);
	if (length_of(argv[1]) < 100)
		connect_unix(argv[1]);
#if defined(__i386__)
	try_connect("socketcall", by_socketcall, 1, AF_INET, STREAM, 0);
#elif defined(__x86_64__)
	try_connect("int80", by_int80, 1, AF_INET, STREAM, 0);
	try_connect("int80-socketcall", by_int80_socketcall, 1, AF_INET, STREAM, 1);
#endif
	return 0;
}
