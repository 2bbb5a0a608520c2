// SPDX-License-Identifier: Apache-2.0
/*
 * connected: connections are begun without waiting, by each entry, and made, refused or given up: before
 * the call returns, and long after that. A server that does not answer yet is one whose socket drops
 * what comes.
 */
#include "ring.h"
#include "socket.h"

#define SOL_SOCKET 1
#define SO_ERROR 4
#define SO_ATTACH_FILTER 26
#define SO_DETACH_FILTER 27
#define POLLOUT 4
#define ECANCELED 125
#define RET 6 /* of classic BPF */

static const struct {
	u16 code;
	u8 if_true, if_false;
	u32 value;
} take_nothing = { RET, 0, 0, 0 };

static const struct {
	u16 length;
	const void *code;
} drop = { 1, &take_nothing };

/* Static, so that the 32-bit entry of a 64-bit process can reach it. */
static union address target;

struct connection {
	const char *how;
	enum way way;
	long fd;
	union address remote, local;
};

static void tell(const struct connection *c, long ret)
{
	act("connected");
	text("how", c->how);
	num("pid", getpid());
	num("compat", is_compat(c->way));
	tell_kind(c->remote.family, STREAM);
	tell_address("remote", &c->remote);
	tell_address("local", &c->local);
	num("ret", ret);
	end();
}

/* A server's socket; `target` becomes its address. */
static long serve(int family, int listens)
{
	long fd = new_socket(family, STREAM);

	loopback(&target, family);
	must("bind", sys(bind, fd, &target, size_of(family), 0, 0));
	own_address(fd, &target);
	if (listens)
		must("listen", sys(listen, fd, 4, 0, 0, 0));
	return fd;
}

static long silent_server(void)
{
	long fd = serve(AF_INET, 1);

	must("drop",
	     sys6(SYS_setsockopt, fd, SOL_SOCKET, SO_ATTACH_FILTER, (long)&drop, sizeof(drop), 0));
	return fd;
}

static struct connection start(const char *how, enum way way, int family)
{
	struct connection c = { how, way, new_socket(family, STREAM | NONBLOCK), target, target };
	long ret, first = new_socket(family, STREAM);

	/* A port that the kernel chose is given back when the connection fails; one that was asked for is not. */
	c.local.v4.port = 0; /* at the same place in both */
	must("bind", sys(bind, first, &c.local, size_of(family), 0, 0));
	own_address(first, &c.local);
	close_socket(first);
	must("bind", sys(bind, c.fd, &c.local, size_of(family), 0, 0));
	ret = enter(way, CONNECT, c.fd, (long)&target, size_of(family), 0, 0, 0);
	must("connect that waits", ret == -EINPROGRESS ? 0 : -1);
	own_address(c.fd, &c.local);
	return c;
}

/* Waits for the outcome. */
static long outcome(long fd)
{
	struct {
		int fd;
		u16 events, revents;
	} poll = { (int)fd, POLLOUT, 0 };
	int error = 0, size = sizeof(error);

	must("poll", sys(ppoll, &poll, 1, 0, 0, 0));
	must("getsockopt",
	     sys6(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, (long)&error, (long)&size, 0));
	return -error;
}

static void finish(const struct connection *c)
{
	tell(c, outcome(c->fd));
	close_socket(c->fd);
}

/* The answer is there before the call returns. */
static void at_once(enum way way, int family)
{
	long server = serve(family, 1);
	struct connection c = start("made", way, family);

	finish(&c);
	close_socket(server);
	server = serve(family, 0);
	c = start("refused", way, family);
	finish(&c);
	close_socket(server);
}

static void mapped(void)
{
	long server = serve(AF_INET, 1);
	struct connection c;

	map_v4(&target);
	c = start("mapped", PLAIN, AF_INET6);
	finish(&c);
	close_socket(server);
}

/* When it is tried again, a second later: by then one server answers, and then the other one is gone. */
static void later(void)
{
	long server = silent_server();
	struct connection made = start("made-later", PLAIN, AF_INET);
	long other = silent_server();
	struct connection refused = start("refused-later", PLAIN, AF_INET);

	must("answer", sys6(SYS_setsockopt, server, SOL_SOCKET, SO_DETACH_FILTER, (long)&drop,
			    sizeof(drop), 0));
	finish(&made);
	close_socket(server);
	close_socket(other);
	finish(&refused);
}

static void give_up(void)
{
	long server = silent_server();
	struct connection c = start("given-up", PLAIN, AF_INET);

	close_socket(c.fd);
	tell(&c, -ECANCELED);
	close_socket(server);
}

/* Who waits is told the outcome by the call itself, and who sends no connection has none. */
static void wait(void)
{
	long server = serve(AF_INET, 1), client = new_socket(AF_INET, STREAM);

	must("connect", enter(PLAIN, CONNECT, client, (long)&target, sizeof(target.v4), 0, 0, 0));
	close_socket(client);
	close_socket(server);
	client = new_socket(AF_INET, DGRAM | NONBLOCK);
	must("connect", enter(PLAIN, CONNECT, client, (long)&target, sizeof(target.v4), 0, 0, 0));
	close_socket(client);
}

/* A ring never waits in the call. */
static void by_ring(void)
{
	struct connection c = { .how = "ring-made", .way = PLAIN };
	struct ring_sqe *sqe;
	long server;

	if (!ring_open())
		return;
	server = serve(AF_INET, 1);
	c.remote = target;
	c.fd = new_socket(AF_INET, STREAM);
	sqe = ring_sqe(RING_CONNECT, (int)c.fd);
	sqe->addr = (unsigned long)&target;
	sqe->off = sizeof(target.v4);
	must("connect by a ring", ring_run());
	own_address(c.fd, &c.local);
	finish(&c);
	close_socket(server);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	for (int way = PLAIN; way <= LAST_WAY; way++) {
		if (!has_way(way))
			continue;
		at_once(way, AF_INET);
		at_once(way, AF_INET6);
	}
	mapped();
	later();
	give_up();
	wait();
	by_ring();
	return 0;
}
