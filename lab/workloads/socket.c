// SPDX-License-Identifier: Apache-2.0
/*
 * socket FOLDER: sockets are bound, listen, connect and accept, in each family and by each entry,
 * succeeding and failing. Ports are those that the kernel gives.
 */
#include "ring.h"
#include "socket.h"

/* Static, so that the 32-bit entry of a 64-bit process can reach them. */
static union address target, peer;
static int peer_length;

static const char *how;
static const char *folder;

static void tell(const char *name, enum way way)
{
	act(name);
	text("how", how);
	num("pid", getpid());
	num("compat", is_compat(way));
}

/* ---- bind: `target` becomes what the socket is bound to. */

static void tell_bind(long fd, int type, enum way way, const union address *asked, int length,
		      long ret)
{
	union address at = *asked;

	if (ret == 0)
		length = own_address(fd, &at);
	tell("bind", way);
	tell_kind(asked->family, type);
	tell_address("local", &at);
	tell_path(&at, length);
	num("ret", ret);
	end();
	target = at;
}

static long bind_to(enum way way, int family, int type)
{
	long fd = new_socket(family, type);

	loopback(&target, family);
	tell_bind(fd, type, way, &target, size_of(family),
		  enter(way, BIND, fd, (long)&target, size_of(family), 0, 0, 0));
	return fd;
}

static void bind_again(int family, int type)
{
	long fd = new_socket(family, type);
	static union address at;

	at = target;
	how = "in-use";
	tell_bind(fd, type, PLAIN, &at, size_of(family),
		  enter(PLAIN, BIND, fd, (long)&at, size_of(family), 0, 0, 0));
	close_socket(fd);
}

static void bind_elsewhere(void)
{
	long fd = new_socket(AF_INET, STREAM);
	static union address at;

	loopback(&at, AF_INET);
	at.v4.ip[0] = 192; /* 192.0.2.1, of documentation */
	at.v4.ip[2] = 2;
	how = "not-ours";
	tell_bind(fd, STREAM, PLAIN, &at, sizeof(at.v4),
		  enter(PLAIN, BIND, fd, (long)&at, sizeof(at.v4), 0, 0, 0));
	close_socket(fd);
}

static int unix_name(union address *at, const char *name)
{
	memset(at, 0, sizeof(*at));
	at->family = AF_UNIX;
	path_of(at->un.path, folder, name);
	return 2 + (int)length_of(at->un.path) + 1;
}

static int abstract_name(union address *at)
{
	char name[] = "sonde lab %";

	memset(at, 0, sizeof(*at));
	at->family = AF_UNIX;
	memcpy(at->un.path + 1, name, sizeof(name) - 1);
	return 2 + (int)sizeof(name);
}

/* ---- listen */

static void listen_on(long fd, int type, enum way way, int backlog)
{
	union address at;
	int length = own_address(fd, &at);
	u16 port = at.family == AF_INET ? at.v4.port : at.v6.port;
	long ret = enter(way, LISTEN, fd, backlog, 0, 0, 0, 0);

	tell("listen", way);
	tell_kind(at.family, type);
	tell_address("local", port ? &at : 0);
	tell_path(&at, length);
	num("backlog", backlog);
	num("ret", ret);
	end();
}

/* ---- connect */

static void tell_connect(long fd, int type, enum way way, const union address *to, int length,
			 int known, long ret)
{
	union address own;

	own_address(fd, &own);
	tell("connect", way);
	tell_kind(to->family, type);
	tell_address("remote", known ? to : 0);
	tell_address("local", ret == 0 || ret == -EINPROGRESS ? &own : 0);
	tell_path(to, length);
	num("ret", ret);
	end();
}

static long connect_to(enum way way, int family, int type, int length)
{
	long fd = new_socket(family, type);

	tell_connect(fd, type, way, &target, length, 1,
		     enter(way, CONNECT, fd, (long)&target, length, 0, 0, 0));
	return fd;
}

/* ---- accept */

static void accept_on(long listening, int family, enum way way, enum call call, int with_address)
{
	union address local, remote;
	long ret, from = with_address ? (long)&peer : 0;
	int length = 0;

	peer_length = sizeof(peer);
	ret = enter(way, call, listening, from, from ? (long)&peer_length : 0, 0, 0, 0);
	if (ret == -EAGAIN)
		return;
	length = own_address(ret < 0 ? listening : ret, &local);
	if (ret >= 0) {
		int size = sizeof(remote);

		memset(&remote, 0, sizeof(remote));
		must("getpeername", sys(getpeername, ret, &remote, &size, 0, 0));
	}
	tell("accept", way);
	tell_kind(family, STREAM);
	tell_address("local", &local);
	tell_address("remote", ret < 0 ? 0 : &remote);
	tell_path(&local, length);
	num("ret", ret);
	end();
	if (ret >= 0)
		close_socket(ret);
}

/* One connection from bind to accept. */
static void talk(enum way way, enum call call, int family, int with_address)
{
	long server, client;

	how = way_names[way];
	server = bind_to(way, family, STREAM);
	listen_on(server, STREAM, way, 4);
	client = connect_to(way, family, STREAM, size_of(family));
	accept_on(server, family, way, call, with_address);
	close_socket(client);
	close_socket(server);
}

static void refuse(int family)
{
	long server = bind_to(PLAIN, family, STREAM);

	how = "refused";
	close_socket(connect_to(PLAIN, family, STREAM, size_of(family)));
	how = "not-listening";
	accept_on(server, family, PLAIN, ACCEPT, 1);
	bind_again(family, STREAM);
	close_socket(server);
}

static void do_not_block(void)
{
	long server = bind_to(PLAIN, AF_INET, STREAM | NONBLOCK);

	listen_on(server, STREAM, PLAIN, 1);
	accept_on(server, AF_INET, PLAIN, ACCEPT4, 0); /* EAGAIN is no event */
	how = "nonblocking";
	close_socket(connect_to(PLAIN, AF_INET, STREAM | NONBLOCK, sizeof(target.v4)));
	close_socket(server);
}

/* A connection of IPv6 to IPv4: the addresses are mapped. */
static void connect_mapped(void)
{
	long client, server = bind_to(PLAIN, AF_INET, STREAM);

	how = "mapped";
	listen_on(server, STREAM, PLAIN, 1);
	map_v4(&target);
	client = connect_to(PLAIN, AF_INET6, STREAM, sizeof(target.v6));
	accept_on(server, AF_INET, PLAIN, ACCEPT4, 1);
	close_socket(client);
	close_socket(server);
}

static void datagrams(int family)
{
	long server;

	how = "udp";
	server = bind_to(PLAIN, family, DGRAM);
	listen_on(server, DGRAM, PLAIN, 1); /* which fails */
	close_socket(connect_to(PLAIN, family, DGRAM, size_of(family)));
	close_socket(server);
}

/* The kernel takes no IPv6 address of 8 bytes, and there is none to be shown. */
static void too_short(void)
{
	long fd = new_socket(AF_INET6, STREAM);
	long ret;

	how = "too-short";
	loopback(&target, AF_INET6);
	ret = enter(PLAIN, CONNECT, fd, (long)&target, 8, 0, 0, 0);
	tell_connect(fd, STREAM, PLAIN, &target, 8, 0, ret);
	close_socket(fd);
}

static void local_socket(const char *which, int length)
{
	static union address at;
	long client, server = new_socket(AF_UNIX, STREAM);

	how = which;
	at = target;
	tell_bind(server, STREAM, PLAIN, &at, length,
		  enter(PLAIN, BIND, server, (long)&at, length, 0, 0, 0));
	listen_on(server, STREAM, PLAIN, 3);
	length = own_address(server, &target);
	client = connect_to(PLAIN, AF_UNIX, STREAM, length);
	accept_on(server, AF_UNIX, PLAIN, ACCEPT4, 1);
	close_socket(client);
	close_socket(server);
}

static void local_sockets(void)
{
	local_socket("abstract", abstract_name(&target));
	memset(&target, 0, sizeof(target));
	target.family = AF_UNIX;
	local_socket("given-name", 2);
	if (length_of(folder) < 80) {
		int length = unix_name(&target, "none");

		how = "unix-missing";
		close_socket(connect_to(PLAIN, AF_UNIX, STREAM, length));
		local_socket("unix", unix_name(&target, "socket"));
	}
}

/* What a ring can't do is told by it at once, and no event. */
static void by_ring(void)
{
	long server, client, ret;
	struct ring_sqe *sqe;

	if (!ring_open())
		return;
	how = "ring";
	server = bind_to(PLAIN, AF_INET, STREAM);
	listen_on(server, STREAM, PLAIN, 4);
	client = connect_to(PLAIN, AF_INET, STREAM, sizeof(target.v4));
	how = "ring-accept";
	ring_sqe(RING_ACCEPT, (int)server);
	ret = must("accept by a ring", ring_run());
	peer_length = sizeof(peer);
	must("getpeername", sys(getpeername, ret, &peer, &peer_length, 0, 0));
	tell("accept", PLAIN);
	tell_kind(AF_INET, STREAM);
	tell_address("local", &target);
	tell_address("remote", &peer);
	tell_path(0, 0);
	num("ret", ret);
	end();
	close_socket(ret);
	close_socket(client);
	close_socket(server);

	how = "ring";
	server = bind_to(PLAIN, AF_INET, DGRAM);
	how = "ring-connect";
	client = new_socket(AF_INET, DGRAM);
	sqe = ring_sqe(RING_CONNECT, (int)client);
	sqe->addr = (unsigned long)&target;
	sqe->off = sizeof(target.v4);
	tell_connect(client, DGRAM, PLAIN, &target, sizeof(target.v4), 1, ring_run());
	close_socket(client);
	close_socket(server);

	client = new_socket(AF_INET, STREAM);
	loopback(&peer, AF_INET);
	how = "ring-bind";
	sqe = ring_sqe(RING_BIND, (int)client);
	sqe->addr = (unsigned long)&peer;
	sqe->off = sizeof(peer.v4);
	ret = ring_run();
	if (ret == 0) {
		tell_bind(client, STREAM, PLAIN, &peer, sizeof(peer.v4), ret);
		how = "ring-listen";
		sqe = ring_sqe(RING_LISTEN, (int)client);
		sqe->len = 7;
		ret = ring_run();
		tell("listen", PLAIN);
		tell_kind(AF_INET, STREAM);
		tell_address("local", &target);
		tell_path(0, 0);
		num("backlog", 7);
		num("ret", ret);
		end();
	}
	close_socket(client);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	for (int way = PLAIN; way <= LAST_WAY; way++) {
		if (!has_way(way))
			continue;
		talk(way, ACCEPT, AF_INET, 1);
		talk(way, ACCEPT4, AF_INET6, 0);
	}
	refuse(AF_INET);
	refuse(AF_INET6);
	do_not_block();
	connect_mapped();
	datagrams(AF_INET);
	datagrams(AF_INET6);
	bind_elsewhere();
	too_short();
	local_sockets();
	by_ring();
	return 0;
}
