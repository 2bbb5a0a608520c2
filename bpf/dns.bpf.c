/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * net.dns: messages of DNS over UDP, as they were on the wire. What the messages say is read in user
 * space.
 */
#include "resolver.bpf.h"
#include "socket.bpf.h"

#define DNS_MAX STRING_MAX /* bytes of a message that are kept */

/* The ends of a UDP socket, if it may talk DNS: one that is not connected may talk to anybody. */
struct ends {
	struct address local;
	struct address remote;
};

static __always_inline bool may_talk_dns(bool typed, struct sock *sk)
{
	u16 remote = swap16(GET(typed, sk, __sk_common.skc_dport));

	return !remote || dns_port(remote) || dns_port(GET(typed, sk, __sk_common.skc_num));
}

/* Headers in front of a message that came in. */
struct udp_header {
	u16 source;
	u16 dest;
};

/* Who sent a message, where the socket does not say: by the headers in front of it. */
static __always_inline void sender(bool typed, struct address *a, u16 family, struct sk_buff *skb)
{
	u8 *head = GET(typed, skb, head);
	u8 *ip = head + GET(typed, skb, network_header);
	struct udp_header udp = {};
	u8 version = 0;

	if (!reads_kernel())
		return;
	read_kernel(&version, sizeof(version), ip);
	read_kernel(&udp, sizeof(udp), head + GET(typed, skb, transport_header));
	a->family = family;
	a->port = swap16(udp.source);
	if (version >> 4 == 6) {
		read_kernel(a->ip, 16, ip + 8);
	} else if (family == AF_INET6) {
		a->ip[10] = a->ip[11] = 0xff;
		read_kernel(a->ip + 12, 4, ip + 12);
	} else {
		read_kernel(a->ip, 4, ip + 12);
	}
}

static __always_inline void destination(bool typed, struct address *a, struct msghdr *msg)
{
	void *from = GET(typed, msg, msg_name);
	s32 len = GET(typed, msg, msg_namelen);
	union name name;

	if (!from || !reads_kernel())
		return;
	__builtin_memset(&name, 0, sizeof(name));
	read_kernel(&name, SIN6_LEN, from);
	set_address(a, &name, len);
}

static __always_inline bool is_dns(const struct ends *ends)
{
	return dns_port(ends->local.port) || dns_port(ends->remote.port);
}

/* Begins the record of a message of `length` bytes; NULL when none is wanted. */
static __always_inline struct net_dns *begin_dns(enum slot slot, const struct ends *ends,
						 u64 length, bool sent)
{
	struct scratch *s;
	struct net_dns *e;

	if (!is_dns(ends) || length < DNS_LEAST || !wanted(KIND_NET_DNS))
		return NULL;
	s = scratch_begin(slot);
	if (!s)
		return NULL;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->local = ends->local;
	e->remote = ends->remote;
	e->protocol = IPPROTO_UDP;
	e->sent = sent;
	e->length = length;
	return e;
}

/* message: of these many bytes, or negative when it could not be read. */
static __always_inline void end_dns(struct net_dns *e, s64 bytes)
{
	u64 len = bytes > 0 ? bytes : 0;

	e->message.off = len ? sizeof(*e) : 0;
	e->message.len = len;
	if (len < e->length)
		e->common.flags |= EVENT_TRUNCATED;
	submit_up_to(e, sizeof(*e) + len, sizeof(*e) + DNS_MAX, KIND_NET_DNS);
}

/* Copies as much of a message as is kept; returns how much. */
static __always_inline s64 copy_user_message(struct net_dns *e, u64 from, u64 len)
{
	if (len > DNS_MAX)
		len = DNS_MAX;
	barrier_var(len);
	if (!from || len > DNS_MAX || bpf_probe_read_user((void *)(e + 1), len, (void *)from))
		return 0;
	return len;
}

static __always_inline s64 copy_kernel_message(struct net_dns *e, const void *from, u64 len)
{
	if (len > DNS_MAX)
		len = DNS_MAX;
	barrier_var(len);
	if (len > DNS_MAX || !copy_kernel((void *)(e + 1), DNS_MAX, len, from))
		return 0;
	return len;
}

/* ---- Out: before it is sent. */

static __always_inline int on_udp_send(bool typed, enum slot slot, struct sock *sk,
				       struct msghdr *msg, u64 len)
{
	struct ends ends = {};
	struct net_dns *e;
	u64 from, room = 0;

	if (!may_talk_dns(typed, sk))
		return 0;
	local_address(typed, &ends.local, sk);
	destination(typed, &ends.remote, msg);
	if (!ends.remote.port)
		remote_address(typed, &ends.remote, sk);
	e = begin_dns(slot, &ends, len, true);
	if (!e)
		return 0;
	fill(&e->common, KIND_NET_DNS, EVENT_ATTEMPT, 0);
	from = message_memory(typed, msg, 0, &room);
	end_dns(e, copy_user_message(e, from, len < room ? len : room));
	return 0;
}

/* Sockets of IPv6 come here for IPv4-mapped addresses, after udpv6_sendmsg. */
static __always_inline bool was_udpv6(bool typed, struct sock *sk)
{
	return GET(typed, sk, __sk_common.skc_family) == AF_INET6;
}

SEC("fentry/udp_sendmsg")
int BPF_PROG(udp_sendmsg_fentry, struct sock *sk, struct msghdr *msg, u64 len)
{
	bool typed = !reads_kernel();

	return was_udpv6(typed, sk) ? 0 : on_udp_send(typed, SLOT_DNS_OUT, sk, msg, len);
}

SEC("fentry/udpv6_sendmsg")
int BPF_PROG(udpv6_sendmsg_fentry, struct sock *sk, struct msghdr *msg, u64 len)
{
	return on_udp_send(!reads_kernel(), SLOT_DNS_OUT6, sk, msg, len);
}

SEC("kprobe/udp_sendmsg")
int udp_sendmsg_kprobe(struct pt_regs *regs)
{
	struct sock *sk = (void *)FIRST(regs);

	if (was_udpv6(false, sk))
		return 0;
	return on_udp_send(false, SLOT_DNS_OUT, sk, (void *)SECOND(regs), THIRD(regs));
}

SEC("kprobe/udpv6_sendmsg")
int udpv6_sendmsg_kprobe(struct pt_regs *regs)
{
	return on_udp_send(false, SLOT_DNS_OUT6, (void *)FIRST(regs), (void *)SECOND(regs),
			   THIRD(regs));
}

/* ---- In: when it has been copied to the reader. */

/*
 * The message that a thread is receiving into, for those that are not in one piece in the kernel:
 * they are read where they were copied to.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u32); /* thread */
	__type(value, u64);
} receiving SEC(".maps");

static __always_inline int on_udp_receive(bool typed, struct sock *sk, u64 msg)
{
	u32 thread = bpf_get_current_pid_tgid();

	if (may_talk_dns(typed, sk))
		bpf_map_update_elem(&receiving, &thread, &msg, BPF_ANY);
	return 0;
}

static __always_inline s64 copy_received(struct net_dns *e, u64 len)
{
	u32 thread = bpf_get_current_pid_tgid();
	u64 *msg = bpf_map_lookup_elem(&receiving, &thread);
	u64 from, room = 0;

	if (!msg)
		return 0;
	from = message_memory(false, (void *)*msg, len, &room);
	return copy_user_message(e, from, len < room ? len : room);
}

/* copied: negative when the reader only peeked. */
static __always_inline int on_udp_consume(bool typed, struct sock *sk, struct sk_buff *skb,
					  s32 copied)
{
	struct ends ends = {};
	struct net_dns *e;
	u64 len, linear;

	if (copied < 0 || !may_talk_dns(typed, sk))
		return 0;
	local_address(typed, &ends.local, sk);
	remote_address(typed, &ends.remote, sk);
	if (!ends.remote.port) {
		ends.remote.family = 0;
		sender(typed, &ends.remote, ends.local.family, skb);
	}
	len = GET(typed, skb, len);
	e = begin_dns(SLOT_DNS_IN, &ends, len, false);
	if (!e)
		return 0;
	fill(&e->common, KIND_NET_DNS, 0, 0);
	if (!reads_kernel()) {
		end_dns(e, 0);
		return 0;
	}
	linear = len - GET(typed, skb, data_len);
	if (linear == len || linear >= DNS_MAX)
		end_dns(e, copy_kernel_message(e, GET(typed, skb, data), len));
	else
		end_dns(e, copy_received(e, copied));
	return 0;
}

SEC("fentry/skb_consume_udp")
int BPF_PROG(skb_consume_udp_fentry, struct sock *sk, struct sk_buff *skb, s32 len)
{
	return on_udp_consume(!reads_kernel(), sk, skb, len);
}

SEC("fentry/udp_recvmsg")
int BPF_PROG(udp_recvmsg_fentry, struct sock *sk, u64 msg)
{
	return on_udp_receive(!reads_kernel(), sk, msg);
}

SEC("fentry/udpv6_recvmsg")
int BPF_PROG(udpv6_recvmsg_fentry, struct sock *sk, u64 msg)
{
	return on_udp_receive(!reads_kernel(), sk, msg);
}

SEC("kprobe/skb_consume_udp")
int skb_consume_udp_kprobe(struct pt_regs *regs)
{
	return on_udp_consume(false, (void *)FIRST(regs), (void *)SECOND(regs), THIRD(regs));
}

SEC("kprobe/udp_recvmsg")
int udp_recvmsg_kprobe(struct pt_regs *regs)
{
	return on_udp_receive(false, (void *)FIRST(regs), SECOND(regs));
}

SEC("kprobe/udpv6_recvmsg")
int udpv6_recvmsg_kprobe(struct pt_regs *regs)
{
	return on_udp_receive(false, (void *)FIRST(regs), SECOND(regs));
}

/* ---- At the end of a system call. */

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
