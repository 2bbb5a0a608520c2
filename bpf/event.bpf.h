/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* From a hook to the recorder: is the event wanted, count it as seen, fill its header, send it. */
#ifndef SONDE_EVENT_BPF_H
#define SONDE_EVENT_BPF_H

#include "compat.bpf.h"

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"
#include "events.h"
#pragma clang diagnostic pop

struct control control SEC(".data.control");

#include "counts.bpf.h"
#include "scratch.bpf.h"
#include "filter.bpf.h"

#define POINT(name) (1ULL << KIND_##name)

/* Is one of these points watched at the end of system calls? */
static __always_inline bool at_sys_exit(u64 points)
{
	u32 low = points, high = points >> 32;

	return (low && config.at_sys_exit_low & low) || (high && config.at_sys_exit_high & high);
}

static __always_inline bool concerns(u32 kind)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (!(control.enabled >> (kind & 63) & 1) || pid == control.self)
		return false;
	return !control.follow || in_tree(pid);
}

/* Whether it is worth while to prepare an event of this kind: wanted() decides later. */
__noinline int interesting(u32 kind)
{
	return concerns(kind);
}

static __always_inline bool is_recorded(u32 kind)
{
	struct point_counts *c;

	if (!concerns(kind))
		return false;
	if (control.testing) {
		c = counts_of(kind);
		if (c)
			__sync_fetch_and_add(&c->fired, 1);
		return false;
	}
	if (config.filters && rejects_process())
		return false;
	if (!judged_late(kind))
		count_seen(kind);
	return true;
}

/* Is the current process's event of this kind to be recorded? It then counts as seen, unless it is judged late. */
__noinline int wanted(u32 kind)
{
	return is_recorded(kind);
}

/*
 * For an event that comes later, maybe under another process: what the current process begins is
 * recorded.
 */
__noinline int awaited(u32 kind)
{
	return concerns(kind) && (control.testing || !config.filters || !rejects_process());
}

/* That event is there: is it to be sent? It then counts as seen. */
static __noinline int has_come(void *record, u32 kind)
{
	struct point_counts *c;

	if (!(control.enabled >> (kind & 63) & 1))
		return 0;
	if (control.testing) {
		c = counts_of(kind);
		if (c)
			__sync_fetch_and_add(&c->fired, 1);
		return 0;
	}
	if (judged_late(kind) && rejects_record(record, kind))
		return 0;
	count_seen(kind);
	return 1;
}

#include "header.bpf.h"
#include "send.bpf.h"

/* An event that is judged by what it carries is judged here. */
static __noinline int judge_and_send(void *record, u64 len, u32 kind)
{
	if (judged_late(kind)) {
		if (rejects_record(record, kind))
			return done();
		count_seen(kind);
	}
	send(record, len, kind);
	return done();
}

static __always_inline void submit(void *record, u32 len, enum kind kind)
{
	judge_and_send(record, len, kind);
}

/* A record of variable length. The barrier keeps check and use in one register. */
static __always_inline void submit_up_to(void *record, u64 len, u32 size, enum kind kind)
{
	barrier_var(len);
	if (len <= size)
		judge_and_send(record, len, kind);
	else
		count_lost(kind, LOSS_SCRATCH);
}

#include "escalation.bpf.h"

#endif
