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
__noinline int passes(u32 kind)
{
	return is_recorded(kind);
}

int check_creds(u32 kind); /* escalation.bpf.h */

/* The same, and a look at whether the thread may be what it is. */
__noinline int wanted(u32 kind)
{
	if (!is_recorded(kind))
		return 0;
	if (config.watch_creds)
		check_creds(kind);
	return 1;
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

static __always_inline u32 pid_namespace(bool typed, struct task_struct *task)
{
	struct pid *pid = GET(typed, task, thread_pid);
	struct pid_namespace *ns;
	u32 level;

	if (!pid)
		return 0;
	level = GET(typed, pid, level);
	if (!level) {
		ns = GET(typed, pid, numbers[0].ns);
		return GET(typed, ns, ns.inum);
	}
	/* A variable index into a typed pointer is refused by the verifier. */
	if (!config.kernel_reads)
		return 0;
	struct upid *upid = (void *)&pid->numbers[0];

	bpf_probe_read_kernel(&ns, sizeof(ns),
			      (void *)&upid->ns + level * bpf_core_type_size(struct upid));
	return BPF_CORE_READ(ns, ns.inum);
}

/*
 * Fills the header for the current task. ret counts only with EVENT_HAS_RET in flags. A task that is
 * about to end has no nsproxy, and no pid after that; all else is always there.
 */
static __noinline int fill(struct event *e, u32 kind, u32 flags, s64 ret)
{
	bool typed = typed_task();
	struct task_struct *task = current_task(typed);
	struct task_struct *leader, *parent;
	struct cred *cred;
	struct nsproxy *nsproxy;
	u64 pid_tgid = bpf_get_current_pid_tgid();
	u32 task_flags = GET(typed, task, flags);

	e->ts = boot_time();
	e->cgroup = bpf_get_current_cgroup_id();
	e->ret = ret;
	e->kind = kind;
	e->cpu = bpf_get_smp_processor_id();
	e->pid = pid_tgid >> 32;
	e->tid = pid_tgid;

	leader = GET(typed, task, group_leader);
	e->start = start_time(typed, leader);
	parent = GET(typed, task, real_parent);
	e->ppid = GET(typed, parent, tgid);

	cred = GET(typed, task, real_cred);
	e->uid = GET(typed, cred, uid.val);
	e->gid = GET(typed, cred, gid.val);
	e->euid = GET(typed, cred, euid.val);

	nsproxy = GET(typed, task, nsproxy);
	e->mntns = 0;
	if (nsproxy) {
		struct mnt_namespace *mnt_ns = GET(typed, nsproxy, mnt_ns);

		e->mntns = GET(typed, mnt_ns, ns.inum);
	}
	e->pidns = pid_namespace(typed, task);

	if (is_compat(typed, task))
		flags |= EVENT_COMPAT;
	else if (config.x32 && is_x32(call_number(typed_current_regs(), current_regs())))
		flags |= EVENT_X32;
	if (task_flags & PF_KTHREAD)
		flags |= EVENT_KTHREAD;
	if (task_flags & PF_IO_WORKER)
		flags |= EVENT_IO_WORKER;
	e->flags = flags;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	return done();
}

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
