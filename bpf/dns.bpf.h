/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Records of messages of DNS, as they were on the wire: what they say is read in user space. */
#ifndef SONDE_DNS_BPF_H
#define SONDE_DNS_BPF_H

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

#endif
