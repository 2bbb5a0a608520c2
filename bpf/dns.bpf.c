/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* net.dns over UDP, in the functions of the kernel that send and receive. */
#include "dns.bpf.h"

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

static __always_inline s64 copy_kernel_message(struct net_dns *e, const void *from, u64 len)
{
	if (len > DNS_MAX)
		len = DNS_MAX;
	barrier_var(len);
	if (len > DNS_MAX || !copy_kernel((void *)(e + 1), DNS_MAX, len, from))
		return 0;
	return len;
}

/* Out: before it is sent. */

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

/* In: when it has been copied to the reader. */

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
