/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * net.connected: how a connection ended whose call did not wait for that. The outcome mostly comes in
 * an interrupt, under whatever process runs there, and may come before the call returns: whichever of
 * the two is first leaves in a table what it knows, and the other one tells both. Whether it is told is
 * decided by the process that connects.
 */
#include "door.bpf.h"
#include "socket.bpf.h"

/* include/net/tcp_states.h */
#define TCP_SYN_SENT 2
#define TCP_CLOSE 7

/*
 * By struct sock: the event without its outcome, or, with no kind, the outcome without its event. Of
 * more connections than these at a time the oldest are forgotten, and so is in the end what nobody
 * asks for: the outcome of a connection that no call began which is watched.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u64);
	__type(value, struct net_connected);
} connecting SEC(".maps");

/* At the end of a call that connects: is it to be told how that ends? What is known and not wanted is forgotten. */
static __noinline int awaits_outcome(s64 ret, u64 sk)
{
	struct net_connected *known;

	if (sk && ret == -EINPROGRESS && awaited(KIND_NET_CONNECTED))
		return 1;
	known = bpf_map_lookup_elem(&connecting, &sk);
	if (known && !known->common.kind)
		bpf_map_delete_elem(&connecting, &sk);
	return 0;
}

/* What net.connect told becomes what net.connected will tell: they are the same up to the path. */
_Static_assert(__builtin_offsetof(struct net_connect, path) ==
		       __builtin_offsetof(struct net_connected, pad_),
	       "one is made of the other");

/* The table took nothing, and the other side has left nothing in it. */
static __always_inline void lose_outcome(void *record)
{
	if (has_come(record, KIND_NET_CONNECTED))
		count_unsent(KIND_NET_CONNECTED, LOSS_MAP);
}

static __noinline int await_outcome(struct net_connected *e, u64 sk)
{
	struct net_connected *ended;

	e->common.kind = KIND_NET_CONNECTED;
	e->pad_ = 0;
	e->took = 0;
	if (!bpf_map_update_elem(&connecting, &sk, e, BPF_NOEXIST))
		return done();
	ended = bpf_map_lookup_elem(&connecting, &sk);
	if (!ended || ended->common.kind) {
		lose_outcome(e);
		return done();
	}
	e->common.ret = ended->common.ret;
	bpf_map_delete_elem(&connecting, &sk);
	if (has_come(e, KIND_NET_CONNECTED))
		send(e, sizeof(*e), KIND_NET_CONNECTED);
	return done();
}

/* 0, or the error: ECANCELED when there is none, because the socket was closed first. */
static __always_inline s64 outcome(bool typed, struct sock *sk, int state)
{
	int error;

	if (state != TCP_CLOSE)
		return 0;
	error = GET(typed, sk, sk_err);
	return error ? -error : -ECANCELED;
}

static __always_inline int on_set_state(void *ctx, bool typed, struct sock *sk, int before, int now)
{
	struct net_connected e, *begun;
	u64 key = (u64)sk, time;
	s64 ret;

	if (before != TCP_SYN_SENT && now != TCP_SYN_SENT)
		return 0;
	if (now == TCP_SYN_SENT) {
		bpf_map_delete_elem(&connecting, &key); /* it was another socket's */
		return 0;
	}
	__builtin_memset(&e, 0, sizeof(e));
	ret = outcome(typed, sk, now);
	e.common.ret = ret;
	if (!bpf_map_update_elem(&connecting, &key, &e, BPF_NOEXIST))
		return 0;
	begun = bpf_map_lookup_elem(&connecting, &key);
	if (!begun || !begun->common.kind) {
		lose_outcome(&e);
		return 0;
	}
	e = *begun;
	bpf_map_delete_elem(&connecting, &key);
	time = boot_time();
	e.took = time - e.common.ts;
	e.common.ts = time;
	e.common.ret = ret;
	e.common.cpu = bpf_get_smp_processor_id();
	if (has_come(&e, KIND_NET_CONNECTED))
		send_at_once(ctx, &e, sizeof(e), KIND_NET_CONNECTED);
	return 0;
}

/* No BPF_PROG: what may interrupt another program leaves its outbox alone. */
SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state_tp_btf(u64 *ctx)
{
	return on_set_state(ctx, !reads_kernel(), (struct sock *)ctx[0], ctx[1], ctx[2]);
}

SEC("raw_tp/inet_sock_set_state")
int inet_sock_set_state_raw_tp(u64 *ctx)
{
	return on_set_state(ctx, false, (struct sock *)ctx[0], ctx[1], ctx[2]);
}

SEC("tp/sock/inet_sock_set_state")
int inet_sock_set_state_tp(struct trace_event_raw_inet_sock_set_state *args)
{
	return on_set_state(args, false, (struct sock *)args->skaddr, args->oldstate,
			    args->newstate);
}
