/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* net.dns at the end of system calls. */
#include "dns.bpf.h"

/* Few calls that are looked at have more than four arguments. */
static __always_inline void read_rest(struct scratch *s, struct call *c)
{
	struct pt_regs *regs = current_regs();
	u32 compat = c->compat;

	if (compat == COMPAT_SOCKETCALL)
		return;
#if defined(__TARGET_ARCH_x86)
	s->rest[0] = compat == COMPAT_CALL ? BPF_CORE_READ(regs, di) : BPF_CORE_READ(regs, r8);
	s->rest[1] = compat == COMPAT_CALL ? BPF_CORE_READ(regs, bp) : BPF_CORE_READ(regs, r9);
#else
	s->rest[0] = BPF_CORE_READ(regs, regs[4]);
	s->rest[1] = BPF_CORE_READ(regs, regs[5]);
#endif
	if (compat) {
		s->rest[0] = (u32)s->rest[0];
		s->rest[1] = (u32)s->rest[1];
	}
}

#define MMSG_MAX 8 /* messages of one call that are looked at */

/* As user space has it. */
struct user_message {
	u64 name;
	u64 namelen;
	u64 iov;
	u64 iovlen;
};

static __always_inline void read_user_message(struct user_message *m, u64 at, bool compat)
{
	u32 words[4] = {};

	if (!compat) {
		bpf_probe_read_user(m, sizeof(*m), (void *)at);
		return;
	}
	bpf_probe_read_user(words, sizeof(words), (void *)at);
	m->name = words[0];
	m->namelen = words[1];
	m->iov = words[2];
	m->iovlen = words[3];
}

/* The first piece of a message. */
static __always_inline void read_user_piece(u64 *base, u64 *len, u64 iov, bool compat)
{
	u64 piece[2] = {};
	u32 words[2] = {};

	if (compat) {
		bpf_probe_read_user(words, sizeof(words), (void *)iov);
		*base = words[0];
		*len = words[1];
		return;
	}
	bpf_probe_read_user(piece, sizeof(piece), (void *)iov);
	*base = piece[0];
	*len = piece[1];
}

/*
 * One message of the socket s->sk. Global, to be looked at once, and so with numbers only: bytes of the
 * message, and in the high half how many of them are at `from`; in `rest` the length of the name, and sent.
 */
__noinline int end_dns_call(u64 from, u64 bytes, u64 name, u64 rest)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct sock *sk;
	bool sent = rest & 1;
	struct net_dns *e;
	union name *given;
	s64 len = bytes & 0xffffffff;

	if (!s || !reads_kernel())
		return 0;
	sk = (void *)s->sk;
	e = (void *)s->data;
	given = (void *)(e + 1);
	__builtin_memset(e, 0, sizeof(*e));
	local_address(false, &e->local, sk);
	user_name(given, name, rest >> 32);
	set_address(&e->remote, given, rest >> 32);
	if (!e->remote.family)
		remote_address(false, &e->remote, sk);
	if (!e->remote.port)
		__builtin_memset(&e->remote, 0, sizeof(e->remote));
	if (!dns_port(e->local.port) && !dns_port(e->remote.port))
		return 0;
	if (len < DNS_LEAST || !wanted(KIND_NET_DNS))
		return 0;
	fill_call(&e->common, KIND_NET_DNS, CALL_FLAGS, s->head.ret);
	e->protocol = IPPROTO_UDP;
	e->sent = sent;
	e->length = len;
	end_dns(e, copy_user_message(e, from, bytes >> 32));
	return 0;
}

/* bytes: more than there are when that many is not known. Global like the other. */
__noinline int one_message(u64 at, u64 bytes, u32 sent, u32 compat)
{
	struct user_message m = {};
	u64 base, room;

	read_user_message(&m, at, compat);
	if (!m.iovlen)
		return 0;
	read_user_piece(&base, &room, m.iov, compat);
	room = (u32)room;
	if (bytes == (u64)-1)
		bytes = room;
	if (room > bytes)
		room = bytes;
	end_dns_call(base, bytes | room << 32, m.name, m.namelen << 32 | sent);
	return 0;
}

/* The same of a call that is given no more than the pieces. */
__noinline int one_vector(u64 iov, u64 bytes, u32 sent, u32 compat)
{
	u64 base, room;

	read_user_piece(&base, &room, iov, compat);
	room = (u32)room;
	if (room > bytes)
		room = bytes;
	end_dns_call(base, bytes | room << 32, 0, sent);
	return 0;
}

static __always_inline void many_messages(struct call *call, bool sent)
{
	u64 size = call->compat ? 32 : 64;

	for (int i = 0; i < MMSG_MAX; i++) {
		u64 at = call->arg[1] + i * size;
		u32 bytes = 0;

		if (i >= call->ret)
			return;
		bpf_probe_read_user(&bytes, sizeof(bytes), (void *)at + (call->compat ? 28 : 56));
		one_message(at, bytes, sent, call->compat);
	}
}

/* Does it only look at what is left for a later call, or at what failed? */
static __always_inline bool only_looks(struct call *call, u32 body)
{
	u64 flags = body == BODY_RECVMSG ? call->arg[2] : call->arg[3];

	return flags & (MSG_PEEK | MSG_ERRQUEUE);
}

static __noinline int on_dns_call(struct call *call, u32 body)
{
	bool sent = body <= BODY_SENDMMSG, many = body == BODY_SENDMMSG || body == BODY_RECVMMSG;
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	u64 bytes, room, name = 0;
	struct sock *sk;
	u32 len = 0;

	if (!s || (!sent && (call->ret <= 0 || (!is_plain(body) && only_looks(call, body)))))
		return 0;
	if (!many && call->ret >= 0 && call->ret < DNS_LEAST)
		return 0;
	sk = socket_of(call->arg[0]);
	if (!sk || socket_protocol(false, sk) != IPPROTO_UDP || !may_talk_dns(false, sk))
		return 0;
	s->sk = (u64)sk;
	s->head.ret = call->ret;
	if (many) {
		many_messages(call, sent);
		return done();
	}
	if (body == BODY_READV || body == BODY_WRITEV) {
		one_vector(call->arg[1], call->ret, sent, call->compat);
		return done();
	}
	if (body == BODY_SENDMSG || body == BODY_RECVMSG) {
		one_message(call->arg[1], call->ret < 0 ? (u64)-1 : call->ret, sent, call->compat);
		return done();
	}
	if (body == BODY_SENDTO || body == BODY_RECVFROM) {
		read_rest(s, call);
		name = s->rest[0];
		len = s->rest[1];
		if (!sent && bpf_probe_read_user(&len, sizeof(len), (void *)s->rest[1]))
			len = 0;
	}
	room = (u32)call->arg[2];
	bytes = sent ? room : call->ret;
	if (room > bytes)
		room = bytes;
	end_dns_call(call->arg[1], bytes | room << 32, name, (u64)len << 32 | sent);
	return done();
}
