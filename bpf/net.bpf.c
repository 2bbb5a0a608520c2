/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* net.connect, net.bind, net.listen, net.accept; net.connected where its connection begins. */
#include "connected.bpf.c"
#include "resolver.bpf.h"

/* A name in the tail holds the path of a UNIX socket. */

struct connect_record {
	union {
		struct net_connect e;
		struct net_connected later; /* once e is told */
	};
	union name name;
};

/* What the end of a call that connects is asked for. */
#define TELL 1
#define AWAIT 2

static __always_inline u32 asked_of_connect(enum door door, s64 ret, struct sock *sk)
{
	u32 asked = 0;

	if (serves(door, KIND_NET_CONNECTED) && awaits_outcome(ret, (u64)sk))
		asked |= AWAIT;
	if (serves(door, KIND_NET_CONNECT) && wanted(KIND_NET_CONNECT))
		asked |= TELL;
	return asked;
}

/* What is told later has its kind from await_outcome(). */
static __always_inline u32 shown_by(u32 asked)
{
	return asked & TELL ? KIND_NET_CONNECT : KIND_NET_CONNECTED;
}

static __always_inline void send_connect(bool typed, struct connect_record *r, s32 len,
					 struct sock *sk, u32 asked)
{
	set_address(&r->e.remote, &r->name, len);
	if (sk) {
		r->e.type = socket_type(typed, sk);
		r->e.protocol = socket_protocol(typed, sk);
		local_address(typed, &r->e.local, sk);
	}
	if (asked & TELL)
		submit_up_to(r, set_unix_path(&r->e.path, &r->name, len, sizeof(r->later)),
			     sizeof(*r), KIND_NET_CONNECT);
	if (asked & AWAIT)
		await_outcome(&r->later, (u64)sk);
}

static __noinline int on_connect(struct call *call)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct connect_record *r;
	struct sock *sk;
	u32 asked;

	if (!s)
		return 0;
	r = (void *)s->data;
	user_name(&r->name, call->arg[1], call->arg[2]);
	if (!watched_family(r->name.family))
		return 0;
	if (serves(call->door, KIND_NET_DNS) && !call->ret && dns_port(swap16(r->name.port)) &&
	    interesting(KIND_NET_DNS))
		note_resolver(call->arg[0]);
	sk = socket_of(call->arg[0]);
	asked = asked_of_connect(call->door, call->ret, sk);
	if (!asked)
		return 0;
	__builtin_memset(&r->later, 0, sizeof(r->later));
	fill_call(&r->e.common, shown_by(asked), CALL_FLAGS, call->ret);
	send_connect(false, r, call->arg[2], sk, asked);
	return done();
}

SEC("fexit/__sys_connect_file")
int BPF_PROG(__sys_connect_file_fexit, struct file *file, void *address, s32 len, u32 file_flags,
	     int ret)
{
	bool typed = !reads_kernel();
	struct connect_record r;
	struct sock *sk;
	u32 asked;

	kernel_name(&r.name, address);
	if (!watched_family(r.name.family))
		return 0;
	sk = socket_of_file(typed, file);
	asked = asked_of_connect(DOOR_FUNCTION, ret, sk);
	if (!asked)
		return 0;
	__builtin_memset(&r.later, 0, sizeof(r.later));
	fill(&r.e.common, shown_by(asked), EVENT_HAS_RET, ret);
	send_connect(typed, &r, len, sk, asked);
	return 0;
}

SEC("kprobe/security_socket_connect")
int security_socket_connect_kprobe(struct pt_regs *regs)
{
	struct socket *socket = (void *)FIRST(regs);
	struct connect_record r = {};
	s32 len = THIRD(regs);

	bpf_probe_read_kernel(&r.name, sizeof(r.name), (void *)SECOND(regs));
	if (!watched_family(r.name.family) || !wanted(KIND_NET_CONNECT))
		return 0;
	fill(&r.e.common, KIND_NET_CONNECT, EVENT_ATTEMPT, 0);
	send_connect(false, &r, len, BPF_CORE_READ(socket, sk), TELL);
	return 0;
}

struct bind_record {
	struct net_bind e;
	union name name;
};

/* What the socket is bound to, else what it should have been. */
static __always_inline void send_bind(bool typed, struct bind_record *r, s32 len, struct sock *sk)
{
	bool bound = !r->e.common.ret;

	if (sk) {
		r->e.type = socket_type(typed, sk);
		r->e.protocol = socket_protocol(typed, sk);
		if (bound)
			local_address(typed, &r->e.local, sk);
		if (bound && r->name.family == AF_UNIX && !typed)
			len = own_unix_name(&r->name, sk);
	}
	if (!r->e.local.family)
		set_address(&r->e.local, &r->name, len);
	submit_up_to(r, set_unix_path(&r->e.path, &r->name, len, sizeof(r->e)), sizeof(*r),
		     KIND_NET_BIND);
}

static __noinline int on_bind(struct call *call)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct bind_record *r;

	if (!s)
		return 0;
	r = (void *)s->data;
	user_name(&r->name, call->arg[1], call->arg[2]);
	if (!watched_family(r->name.family) || !wanted(KIND_NET_BIND))
		return 0;
	__builtin_memset(&r->e, 0, sizeof(r->e));
	fill_call(&r->e.common, KIND_NET_BIND, CALL_FLAGS, call->ret);
	send_bind(false, r, call->arg[2], socket_of(call->arg[0]));
	return done();
}

SEC("fexit/__sys_bind")
int BPF_PROG(__sys_bind_fexit, u32 fd, void *address, s32 len, int ret)
{
	struct bind_record r;

	user_name(&r.name, (u64)address, len);
	if (!watched_family(r.name.family) || !wanted(KIND_NET_BIND))
		return 0;
	__builtin_memset(&r.e, 0, sizeof(r.e));
	fill(&r.e.common, KIND_NET_BIND, CALL_FLAGS, ret);
	send_bind(false, &r, len, socket_of(fd));
	return 0;
}

/* For io_uring; where bind(2) calls it too, its own hook has seen that. */
SEC("fexit/__sys_bind_socket")
int BPF_PROG(__sys_bind_socket_fexit, struct socket *socket, void *address, s32 len, int ret)
{
	bool typed = !reads_kernel();
	struct bind_record r;

	kernel_name(&r.name, address);
	if (inside(NR_BIND, NR_BIND_32) || !watched_family(r.name.family) || !wanted(KIND_NET_BIND))
		return 0;
	__builtin_memset(&r.e, 0, sizeof(r.e));
	fill(&r.e.common, KIND_NET_BIND, EVENT_HAS_RET, ret);
	send_bind(typed, &r, len, GET(typed, socket, sk));
	return 0;
}

struct listen_record {
	struct net_listen e;
	union name name;
};

static __always_inline void send_listen(bool typed, struct listen_record *r, struct sock *sk)
{
	s32 len = 0;

	r->e.type = socket_type(typed, sk);
	r->e.protocol = socket_protocol(typed, sk);
	local_address(typed, &r->e.local, sk);
	if (!r->e.local.family && !typed)
		len = own_unix_name(&r->name, sk);
	submit_up_to(r, set_unix_path(&r->e.path, &r->name, len, sizeof(r->e)), sizeof(*r),
		     KIND_NET_LISTEN);
}

static __noinline int on_listen(struct call *call)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct sock *sk = socket_of(call->arg[0]);
	struct listen_record *r;

	if (!s || !sk || !watched_socket(false, sk) || !wanted(KIND_NET_LISTEN))
		return 0;
	r = (void *)s->data;
	__builtin_memset(r, 0, sizeof(*r));
	fill_call(&r->e.common, KIND_NET_LISTEN, EVENT_HAS_RET, call->ret);
	r->e.backlog = call->arg[1];
	send_listen(false, r, sk);
	return done();
}

static __always_inline int on_listening(bool typed, struct sock *sk, s32 backlog, u32 flags,
					int ret)
{
	struct listen_record r = {};

	if (!sk || !watched_socket(typed, sk) || !wanted(KIND_NET_LISTEN))
		return 0;
	fill(&r.e.common, KIND_NET_LISTEN, flags, ret);
	r.e.backlog = backlog;
	send_listen(typed, &r, sk);
	return 0;
}

SEC("fexit/__sys_listen")
int BPF_PROG(__sys_listen_fexit, u32 fd, s32 backlog, int ret)
{
	return on_listening(false, socket_of(fd), backlog, EVENT_HAS_RET, ret);
}

SEC("fexit/__sys_listen_socket")
int BPF_PROG(__sys_listen_socket_fexit, struct socket *socket, s32 backlog, int ret)
{
	bool typed = !reads_kernel();

	if (inside(NR_LISTEN, NR_LISTEN_32))
		return 0;
	return on_listening(typed, GET(typed, socket, sk), backlog, EVENT_HAS_RET, ret);
}

SEC("fentry/security_socket_listen")
int BPF_PROG(security_socket_listen_fentry, struct socket *socket, s32 backlog)
{
	bool typed = !reads_kernel();

	return on_listening(typed, GET(typed, socket, sk), backlog, EVENT_ATTEMPT, 0);
}

struct accept_record {
	struct net_accept e;
	union name name;
};

/* What no connection came of because there was none: no event. */
static __always_inline bool nothing_to_accept(s64 error)
{
	return error == -EAGAIN || error == -ERESTARTSYS;
}

/* sk: the new socket, or when that failed the listening one. */
static __always_inline void send_accept(bool typed, struct accept_record *r, struct sock *sk,
					bool accepted)
{
	s32 len = 0;

	r->e.type = socket_type(typed, sk);
	r->e.protocol = socket_protocol(typed, sk);
	local_address(typed, &r->e.local, sk);
	if (accepted)
		remote_address(typed, &r->e.remote, sk);
	if (!r->e.local.family && !typed)
		len = own_unix_name(&r->name, sk);
	submit_up_to(r, set_unix_path(&r->e.path, &r->name, len, sizeof(r->e)), sizeof(*r),
		     KIND_NET_ACCEPT);
}

static __noinline int on_accept(struct call *call)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct accept_record *r;
	struct sock *sk;

	if (!s || nothing_to_accept(call->ret))
		return 0;
	sk = socket_of(call->ret < 0 ? call->arg[0] : call->ret);
	if (!sk || !watched_socket(false, sk) || !wanted(KIND_NET_ACCEPT))
		return 0;
	r = (void *)s->data;
	__builtin_memset(r, 0, sizeof(*r));
	fill_call(&r->e.common, KIND_NET_ACCEPT, EVENT_HAS_RET, call->ret);
	send_accept(false, r, sk, call->ret >= 0);
	return done();
}

/* The descriptor is not known yet: a return value is there only when it is an error. */
SEC("fexit/do_accept")
int BPF_PROG(do_accept_fexit, struct file *file, void *arg, void *address, void *len, int flags,
	     struct file *accepted)
{
	bool typed = !reads_kernel(), failed = (u64)accepted >= (u64)-4095;
	struct accept_record r = {};
	struct sock *sk;

	if (failed && nothing_to_accept((s64)accepted))
		return 0;
	sk = socket_of_file(typed, failed ? file : accepted);
	if (!sk || !watched_socket(typed, sk) || !wanted(KIND_NET_ACCEPT))
		return 0;
	fill(&r.e.common, KIND_NET_ACCEPT, failed ? EVENT_HAS_RET : 0, (s64)accepted);
	send_accept(typed, &r, sk, !failed);
	return 0;
}
