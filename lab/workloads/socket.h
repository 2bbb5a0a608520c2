/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets by every entry: the system call, socketcall, and the 32-bit entry of a 64-bit process. */
#ifndef SONDE_LAB_SOCKET_H
#define SONDE_LAB_SOCKET_H

#include "nolibc.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define STREAM 1
#define DGRAM 2
#define NONBLOCK 04000
#define EAGAIN 11
#define EINPROGRESS 115

/* What is done with a socket: the number is socketcall's. */
enum call {
	BIND = 2,
	CONNECT = 3,
	LISTEN = 4,
	ACCEPT = 5,
	SENDTO = 11,
	RECVFROM = 12,
	SENDMSG = 16,
	RECVMSG = 17,
	ACCEPT4 = 18,
	RECVMMSG = 19,
	SENDMMSG = 20,
};

struct call_number {
	int call;
	int number;
};

#if defined(__x86_64__)
static const struct call_number calls[] = { { BIND, 49 },      { CONNECT, 42 },	 { LISTEN, 50 },
					    { ACCEPT, 43 },    { ACCEPT4, 288 }, { SENDTO, 44 },
					    { RECVFROM, 45 },  { SENDMSG, 46 },	 { RECVMSG, 47 },
					    { RECVMMSG, 299 }, { SENDMMSG, 307 } };
#elif defined(__i386__)
static const struct call_number calls[] = { { BIND, 361 },     { CONNECT, 362 }, { LISTEN, 363 },
					    { ACCEPT, 364 },   { ACCEPT4, 364 }, { SENDTO, 369 },
					    { RECVFROM, 371 }, { SENDMSG, 370 }, { RECVMSG, 372 },
					    { RECVMMSG, 337 }, { SENDMMSG, 345 } };
#elif defined(__aarch64__)
static const struct call_number calls[] = { { BIND, 200 },     { CONNECT, 203 }, { LISTEN, 201 },
					    { ACCEPT, 202 },   { ACCEPT4, 242 }, { SENDTO, 206 },
					    { RECVFROM, 207 }, { SENDMSG, 211 }, { RECVMSG, 212 },
					    { RECVMMSG, 243 }, { SENDMMSG, 269 } };
#elif defined(__arm__)
static const struct call_number calls[] = { { BIND, 282 },     { CONNECT, 283 }, { LISTEN, 284 },
					    { ACCEPT, 285 },   { ACCEPT4, 366 }, { SENDTO, 290 },
					    { RECVFROM, 292 }, { SENDMSG, 296 }, { RECVMSG, 297 },
					    { RECVMMSG, 365 }, { SENDMMSG, 374 } };
#endif

enum way {
	PLAIN,
	BY_SOCKETCALL, /* i386 */
	BY_INT80, /* x86_64 */
	BY_INT80_SOCKETCALL,
};

#if defined(__i386__)
#define LAST_WAY BY_SOCKETCALL
#elif defined(__x86_64__)
#define LAST_WAY BY_INT80_SOCKETCALL
#else
#define LAST_WAY PLAIN
#endif

static const char *const way_names[] = { "plain", "socketcall", "int80", "int80-socketcall" };

/* Those that this ABI has. */
static inline int has_way(enum way way)
{
#if defined(__x86_64__)
	return way != BY_SOCKETCALL;
#else
	return way <= LAST_WAY;
#endif
}

static inline int is_compat(enum way way)
{
#if defined(__x86_64__)
	return way != PLAIN;
#else
	return sizeof(long) == 4 || way != PLAIN;
#endif
}

static inline int number_of(enum call call)
{
	for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].call == (int)call)
			return calls[i].number;
	return -1;
}

#if defined(__x86_64__)
static inline int number_of_i386(enum call call)
{
	switch (call) {
	case BIND:
		return 361;
	case CONNECT:
		return 362;
	case LISTEN:
		return 363;
	case ACCEPT:
	case ACCEPT4:
		return 364;
	case SENDTO:
		return 369;
	case RECVFROM:
		return 371;
	default:
		return -1;
	}
}

static inline long int80_5(long n, long a, long b, long c, long d, long e)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}
#endif

#if defined(__i386__) || defined(__x86_64__)
/* Static: for the 32-bit entry of a 64-bit process it must be below 4 GiB, as all that it points to. */
static u32 call_arguments[6];
#endif

static inline long enter(enum way way, enum call call, long a, long b, long c, long d, long e,
			 long f)
{
	switch (way) {
	case PLAIN:
		return sys6(number_of(call), a, b, c, d, e, f);
#if defined(__i386__) || defined(__x86_64__)
	case BY_SOCKETCALL:
	case BY_INT80_SOCKETCALL: {
		const long values[6] = { a, b, c, d, e, f };

		for (int i = 0; i < 6; i++)
			call_arguments[i] = (u32)values[i];
#if defined(__i386__)
		return sys6(102, call, (long)call_arguments, 0, 0, 0, 0);
#else
		return int80(102, call, (long)call_arguments, 0);
#endif
	}
#endif
#if defined(__x86_64__)
	case BY_INT80:
		return int80_5(number_of_i386(call), a, b, c, d, e);
#endif
	default:
		return must("no such way", -1);
	}
}

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

struct sockaddr_un {
	u16 family;
	char path[108];
};

union address {
	u16 family;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
};

static inline int size_of(int family)
{
	return family == AF_INET ? (int)sizeof(struct sockaddr_in)
				 : (int)sizeof(struct sockaddr_in6);
}

static inline void loopback(union address *at, int family)
{
	memset(at, 0, sizeof(*at));
	at->family = (u16)family;
	if (family == AF_INET) {
		at->v4.ip[0] = 127;
		at->v4.ip[3] = 1;
	} else {
		at->v6.ip[15] = 1;
	}
}

/* An IPv4 address and its port, as one of IPv6. */
static inline void map_v4(union address *at)
{
	struct sockaddr_in v4 = at->v4;

	memset(at, 0, sizeof(*at));
	at->family = AF_INET6;
	at->v6.port = v4.port;
	at->v6.ip[10] = at->v6.ip[11] = 0xff;
	memcpy(at->v6.ip + 12, v4.ip, 4);
}

/* Its own address; returns its length. */
static inline int own_address(long fd, union address *at)
{
	int length = sizeof(*at);

	memset(at, 0, sizeof(*at));
	must("getsockname", sys(getsockname, fd, at, &length, 0, 0));
	return length;
}

/* " key=hex:port"; null for none and for UNIX. */
static inline void tell_address(const char *key, const union address *at)
{
	u16 port;

	if (!at || (at->family != AF_INET && at->family != AF_INET6)) {
		text(key, "null");
		return;
	}
	if (at->family == AF_INET) {
		hex(key, at->v4.ip, 4);
		port = at->v4.port;
	} else {
		hex(key, at->v6.ip, 16);
		port = at->v6.port;
	}
	put(":");
	decimal((u16)(port << 8 | port >> 8));
}

/* " path=": of a UNIX socket's name of that length. */
static inline void tell_path(const union address *at, int length)
{
	if (!at || at->family != AF_UNIX || length <= 2) {
		text("path", "null");
		return;
	}
	text_begin("path");
	if (at->un.path[0]) {
		text_part(at->un.path);
	} else {
		text_part("@");
		text_part(at->un.path + 1);
	}
}

/* A socket that has no number of a protocol shows none. */
static inline void tell_kind(int family, int type)
{
	num("type", type & 15);
	if (family == AF_UNIX)
		text("protocol", "null");
	else
		num("protocol", (type & 15) == STREAM ? 6 : 17);
}

static inline long new_socket(int family, int type)
{
	return must("socket", sys(socket, family, type, 0, 0, 0));
}

static inline void close_socket(long fd)
{
	sys(close, fd, 0, 0, 0, 0);
}

#endif
