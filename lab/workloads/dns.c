// SPDX-License-Identifier: Apache-2.0
/*
 * dns: messages between a resolver and a server, both here, by every call that sends and receives;
 * and what is no message of DNS, or no new one.
 */
#include "ring.h"
#include "socket.h"

#define CLONE_NEWNET 0x40000000
#define MSG_PEEK 2
#define MSG_MORE 0x8000
#define LARGE 5000

struct iovec {
	void *base;
	unsigned long length;
};

struct msghdr {
	void *name;
	u32 name_length;
	struct iovec *iov;
	unsigned long iov_count;
	void *control;
	unsigned long control_length;
	u32 flags;
};

struct mmsghdr {
	struct msghdr header;
	u32 length;
};

/* Static, so that the 32-bit entry of a 64-bit process can reach them. */
static u8 query[LARGE], received[LARGE];
static union address server_at, from;
static int from_length;

static const char *how;
/* How it reaches the kernel: not every hook sees all. */
static const char *entry = "call";
/* The caller does not ask who sent it. */
static int unnamed;

static void tell(enum way way, int sent, long fd, const union address *peer, const u8 *message,
		 int length, int kept, long ret)
{
	union address own;

	own_address(fd, &own);
	act("dns");
	text("how", how);
	text("entry", entry);
	num("unnamed", unnamed);
	num("pid", getpid());
	num("compat", is_compat(way));
	num("sent", sent);
	tell_address("local", &own);
	tell_address("remote", peer);
	hex("head", message, kept < 64 ? kept : 64);
	num("kept", kept);
	num("length", length);
	num("ret", ret);
	end();
}

/* A question for example.com; the rest of a longer one is filler. */
static void ask(int length)
{
	static const u8 head[29] = { 0x12, 0x34, 1,   0,   0,	1,   0,	  0,   0,   0,
				     0,	   0,	 7,   'e', 'x', 'a', 'm', 'p', 'l', 'e',
				     3,	   'c',	 'o', 'm', 0,	0,   1,	  0,   1 };

	for (int i = 0; i < length; i++)
		query[i] = i < (int)sizeof(head) ? head[i] : (u8)i;
	query[1]++;
}

#define SMALL 29

static int kept(int length)
{
	return length < 4096 ? length : 4096;
}

static long bound(int family, int port)
{
	long fd = new_socket(family, DGRAM);

	loopback(&server_at, family);
	server_at.v4.port = (u16)(port << 8 | port >> 8); /* at the same place in both */
	must("bind", sys(bind, fd, &server_at, size_of(family), 0, 0));
	return fd;
}

static long connected(int family)
{
	long fd = new_socket(family, DGRAM);

	must("connect", sys(connect, fd, &server_at, size_of(family), 0, 0));
	return fd;
}

/* ---- sending */

static void send_to(enum way way, long fd, const union address *to, int length, int flags)
{
	int size = to ? size_of(to->family) : 0;
	static union address at;
	long ret;

	if (to)
		at = *to;
	ret = enter(way, SENDTO, fd, (long)query, length, flags, to ? (long)&at : 0, size);
	tell(way, 1, fd, to ? to : &server_at, query, length, kept(length), ret);
}

static void prepare(struct msghdr *m, struct iovec *iov, void *data, int length, union address *at)
{
	memset(m, 0, sizeof(*m));
	iov->base = data;
	iov->length = (unsigned long)length;
	m->iov = iov;
	m->iov_count = 1;
	m->name = at;
	m->name_length = at ? sizeof(*at) : 0;
}

static void send_message(long fd, int count)
{
	struct mmsghdr messages[2];
	struct iovec iovs[2];
	long ret;

	for (int i = 0; i < count; i++) {
		prepare(&messages[i].header, &iovs[i], query, SMALL + i, &server_at);
		messages[i].header.name_length = (u32)size_of(server_at.family);
		messages[i].length = 0;
	}
	ret = count == 1 ? enter(PLAIN, SENDMSG, fd, (long)messages, 0, 0, 0, 0)
			 : enter(PLAIN, SENDMMSG, fd, (long)messages, count, 0, 0, 0);
	for (int i = 0; i < count; i++)
		tell(PLAIN, 1, fd, &server_at, query, SMALL + i, SMALL + i, ret);
}

/* ---- receiving */

static void receive_from(enum way way, long fd, const union address *peer, int length)
{
	long ret, name = unnamed ? 0 : (long)&from;

	from_length = sizeof(from);
	ret = must("receive", enter(way, RECVFROM, fd, (long)received, sizeof(received), 0, name,
				    name ? (long)&from_length : 0));
	tell(way, 0, fd, peer, received, length, kept(length), ret);
}

static void receive_message(long fd, const union address *peer, int count)
{
	static u8 second[SMALL + 1];
	struct mmsghdr messages[2];
	struct iovec iovs[2];
	union address at[2];
	long ret;

	prepare(&messages[0].header, &iovs[0], received, sizeof(received), &at[0]);
	prepare(&messages[1].header, &iovs[1], second, sizeof(second), &at[1]);
	ret = count == 1 ? enter(PLAIN, RECVMSG, fd, (long)messages, 0, 0, 0, 0)
			 : enter(PLAIN, RECVMMSG, fd, (long)messages, count, 0, 0, 0);
	must("receive", ret);
	for (int i = 0; i < count; i++)
		tell(PLAIN, 0, fd, peer, i ? second : received, SMALL + i, SMALL + i, ret);
}

static void peek(long fd)
{
	must("peek", enter(PLAIN, RECVFROM, fd, (long)received, sizeof(received), MSG_PEEK, 0, 0));
}

/* ---- what is said */

static void by_way(enum way way, int family, int port)
{
	long server = bound(family, port), client;
	union address own;

	how = way_names[way];
	ask(SMALL);
	client = connected(family);
	own_address(client, &own);
	send_to(way, client, 0, SMALL, 0);
	receive_from(PLAIN, server, &own, SMALL);
	how = "answer";
	must("answer",
	     sys6(number_of(SENDTO), server, (long)query, SMALL, 0, (long)&own, size_of(family)));
	tell(PLAIN, 1, server, &own, query, SMALL, SMALL, SMALL);
	how = way_names[way];
	unnamed = 1;
	receive_from(way, client, &server_at, SMALL);
	unnamed = 0;
	close_socket(client);
	close_socket(server);
}

/* Neither side is connected: each message says where to. */
static void not_connected(int family, int port)
{
	long server = bound(family, port), client = new_socket(family, DGRAM);
	union address own;

	how = "not-connected";
	ask(SMALL);
	send_to(PLAIN, client, &server_at, SMALL, 0);
	own_address(client, &own);
	loopback(&from, family);
	from.v4.port = own.v4.port;
	own = from;
	peek(server); /* is no event */
	unnamed = 1;
	how = "unnamed";
	receive_from(PLAIN, server, &own, SMALL);
	unnamed = 0;

	how = "message";
	send_message(client, 1);
	receive_message(server, &own, 1);
	how = "messages";
	send_message(client, 2);
	receive_message(server, &own, 2);

	how = "large";
	ask(LARGE);
	send_to(PLAIN, client, &server_at, LARGE, 0);
	receive_from(PLAIN, server, &own, LARGE);

	/* In pieces: the kernel does not hold it in one. */
	how = "pieces";
	ask(SMALL);
	send_to(PLAIN, client, &server_at, SMALL, MSG_MORE);
	send_to(PLAIN, client, &server_at, SMALL, 0);
	memcpy(query + SMALL, query, SMALL);
	receive_from(PLAIN, server, &own, 2 * SMALL);

	how = "too-short";
	must("send",
	     enter(PLAIN, SENDTO, client, (long)query, 11, 0, (long)&server_at, size_of(family)));
	must("receive", enter(PLAIN, RECVFROM, server, (long)received, sizeof(received), 0, 0, 0));
	close_socket(client);
	close_socket(server);
}

/* As Go's resolver does it. */
static void as_files(int port, int vectors)
{
	long server = bound(AF_INET, port), client = connected(AF_INET);
	struct iovec out = { query, SMALL }, in = { received, sizeof(received) };
	union address own;

	how = vectors ? "vectors" : "file";
	own_address(client, &own);
	ask(SMALL);
	tell(PLAIN, 1, client, &server_at, query, SMALL, SMALL,
	     vectors ? sys(writev, client, &out, 1, 0, 0) : sys(write, client, query, SMALL, 0, 0));
	receive_from(PLAIN, server, &own, SMALL);
	must("answer",
	     sys6(number_of(SENDTO), server, (long)query, SMALL, 0, (long)&own, sizeof(own.v4)));
	tell(PLAIN, 1, server, &own, query, SMALL, SMALL, SMALL);
	tell(PLAIN, 0, client, &server_at, query, SMALL, SMALL,
	     vectors ? sys(readv, client, &in, 1, 0, 0)
		     : sys(read, client, received, sizeof(received), 0, 0));
	close_socket(client);
	close_socket(server);
}

static long by_ring(int opcode, long fd, void *at, int length)
{
	struct ring_sqe *sqe = ring_sqe(opcode, (int)fd);

	sqe->addr = (unsigned long)at;
	sqe->len = (u32)length;
	return must("ring", ring_run());
}

static void through_ring(int port)
{
	long server, client, ret;
	struct msghdr message;
	struct iovec iov;
	union address own, at;

	if (!ring_open())
		return;
	server = bound(AF_INET, port);
	client = connected(AF_INET);
	how = "ring";
	entry = "ring";
	own_address(client, &own);
	ask(SMALL);
	tell(PLAIN, 1, client, &server_at, query, SMALL, SMALL,
	     by_ring(RING_SEND, client, query, SMALL));
	prepare(&message, &iov, received, sizeof(received), &at);
	ret = by_ring(RING_RECVMSG, server, &message, 1);
	tell(PLAIN, 0, server, &own, received, SMALL, SMALL, ret);
	prepare(&message, &iov, query, SMALL, &own);
	message.name_length = sizeof(own.v4);
	tell(PLAIN, 1, server, &own, query, SMALL, SMALL,
	     by_ring(RING_SENDMSG, server, &message, 1));
	ret = by_ring(RING_RECV, client, received, sizeof(received));
	tell(PLAIN, 0, client, &server_at, received, SMALL, SMALL, ret);
	entry = "call";
	close_socket(client);
	close_socket(server);
}

/* A socket of IPv6 that talks IPv4. */
static void mapped(int port)
{
	long server = bound(AF_INET, port), client = new_socket(AF_INET6, DGRAM);
	union address own, to = server_at;

	how = "mapped";
	ask(SMALL);
	map_v4(&to);
	send_to(PLAIN, client, &to, SMALL, 0);
	own_address(client, &own);
	loopback(&from, AF_INET);
	from.v4.port = own.v6.port;
	own = from;
	receive_from(PLAIN, server, &own, SMALL);
	close_socket(client);
	close_socket(server);

	how = "mapped-server";
	server = new_socket(AF_INET6, DGRAM);
	memset(&to, 0, sizeof(to));
	to.family = AF_INET6;
	to.v6.port = server_at.v4.port;
	must("bind", sys(bind, server, &to, sizeof(to.v6), 0, 0));
	client = connected(AF_INET);
	send_to(PLAIN, client, 0, SMALL, 0);
	own_address(client, &own);
	map_v4(&own);
	receive_from(PLAIN, server, &own, SMALL);
	close_socket(client);
	close_socket(server);
}

static void nowhere(int port)
{
	long client = new_socket(AF_INET, DGRAM);
	union address to;

	how = "nowhere";
	loopback(&to, AF_INET);
	to.v4.ip[0] = 192; /* 192.0.2.1, of documentation */
	to.v4.ip[2] = 2;
	to.v4.port = (u16)(port << 8 | port >> 8);
	ask(SMALL);
	send_to(PLAIN, client, &to, SMALL, 0);
	close_socket(client);
}

/* Not of DNS. */
static void other_port(void)
{
	long server = bound(AF_INET, 5300), client = connected(AF_INET);

	ask(SMALL);
	sys(write, client, query, SMALL, 0, 0);
	sys(read, server, received, sizeof(received), 0, 0);
	close_socket(client);
	close_socket(server);
}

/* A network of its own, where that is permitted: there all ports are free. */
static int alone(void)
{
	struct {
		char name[16];
		u16 flags;
		char pad[22];
	} lo = { .name = "lo", .flags = 1 /* IFF_UP */ };

	if (sys(unshare, CLONE_NEWNET, 0, 0, 0, 0) < 0)
		return 0;
	must("lo", sys(ioctl, new_socket(AF_INET, DGRAM), 0x8914 /* SIOCSIFFLAGS */, &lo, 0, 0));
	return 1;
}

int main(int argc, char **argv)
{
	int port;

	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	port = alone() ? 53 : 5353;
	for (int way = PLAIN; way <= LAST_WAY; way++)
		if (has_way(way))
			by_way(way, AF_INET, port);
	by_way(PLAIN, AF_INET6, 5353);
	not_connected(AF_INET, 5353);
	not_connected(AF_INET6, port);
	as_files(port, 0);
	as_files(port, 1);
	mapped(port);
	nowhere(port);
	other_port();
	through_ring(port);
	return 0;
}
