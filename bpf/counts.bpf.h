/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What each audit point has seen, and lost and why. Nothing else touches the counters. */
#ifndef SONDE_COUNTS_BPF_H
#define SONDE_COUNTS_BPF_H

/* Entry kind * CPUs + cpu. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, struct point_counts);
} counts SEC(".maps");

static __always_inline struct point_counts *counts_of(u32 kind)
{
	u32 key = kind * config.cpus + bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&counts, &key);
}

/*
 * What many places need is a function: in the code of each it would have to be verified, and what
 * does not apply to this kernel removed, once for each. A global one is looked at once in each
 * program (51c39bb1d5d1, 5.6).
 */
__noinline int count_lost(u32 kind, u32 reason)
{
	struct point_counts *c = counts_of(kind);

	barrier_var(reason); /* check and use in one register */
	if (c && reason < LOSS_MAX)
		__sync_fetch_and_add(&c->lost[reason], 1);
	return 0;
}

/* The same, for what is itself a function that many call: with less stack. */
static __always_inline void count_unsent(u32 kind, enum loss reason)
{
	struct point_counts *c = counts_of(kind);

	if (c)
		__sync_fetch_and_add(&c->lost[reason], 1);
}

static __always_inline void count_seen(u32 kind)
{
	struct point_counts *c = counts_of(kind);

	if (c)
		__sync_fetch_and_add(&c->seen, 1);
}

#endif
