/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* net.connect. */
#include "syscall.bpf.h"

struct sockaddr_any {
	u16 family;
	u16 port;
	u32 v4; /* IPv6: flow information */
	u8 v6[16];
};

static __always_inline u16 swap16(u16 v)
{
	return __builtin_bswap16(v);
}

/* The socket behind a descriptor, or NULL: only a socket's file points back to itself there. */
static __always_inline struct socket *socket_of(u32 fd)
{
	struct file *file = file_of(fd);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	if (!socket || BPF_CORE_READ(socket, file) != file)
		return NULL;
	return socket;
}

static __always_inline void local_address(struct address *a, struct sock *sk)
{
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	a->family = family;
	a->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	if (family == AF_INET)
		BPF_CORE_READ_INTO(a->ip, sk, __sk_common.skc_rcv_saddr);
	else
		BPF_CORE_READ_INTO(a->ip, sk, __sk_common.skc_v6_rcv_saddr);
}

static __noinline int on_connect(struct call *call)
{
	struct sockaddr_any to = {};
	struct net_connect e = {};
	struct socket *socket;
	struct sock *sk;

	bpf_probe_read_user(&to, sizeof(to.family) + sizeof(to.port) + sizeof(to.v4),
			    (void *)call->arg[1]);
	if (to.family == AF_INET6)
		bpf_probe_read_user(&to.v6, sizeof(to.v6),
				    (void *)call->arg[1] +
					    __builtin_offsetof(struct sockaddr_any, v6));
	else if (to.family != AF_INET)
		return 0;
	if (!wanted(KIND_NET_CONNECT))
		return 0;
	fill_call(&e.common, KIND_NET_CONNECT, CALL_FLAGS, call->ret);
	e.remote.family = to.family;
	e.remote.port = swap16(to.port);
	if (to.family == AF_INET)
		__builtin_memcpy(e.remote.ip, &to.v4, sizeof(to.v4));
	else
		__builtin_memcpy(e.remote.ip, to.v6, sizeof(to.v6));
	socket = socket_of(call->arg[0]);
	if (socket) {
		sk = BPF_CORE_READ(socket, sk);
		e.type = BPF_CORE_READ(sk, sk_type);
		e.protocol = BPF_CORE_READ(sk, sk_protocol);
		local_address(&e.local, sk);
	}
	submit(&e, sizeof(e), KIND_NET_CONNECT);
	return done();
}

/* i386 has one system call for all of these: its number, then a pointer to 32-bit arguments. */
#define SYS_CONNECT 3

static __noinline int on_socketcall(struct call *call)
{
	u32 arg[3] = {};

	if (call->arg[0] != SYS_CONNECT ||
	    bpf_probe_read_user(arg, sizeof(arg), (void *)call->arg[1]))
		return 0;
	call->arg[0] = arg[0];
	call->arg[1] = arg[1];
	call->arg[2] = arg[2];
	return on_connect(call);
}
