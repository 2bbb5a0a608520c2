/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* An event's header: when, and who. */
#ifndef SONDE_HEADER_BPF_H
#define SONDE_HEADER_BPF_H

#include "ids.bpf.h"

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
	if (!reads_kernel())
		return 0;
	struct upid *upid = (void *)&pid->numbers[0];

	read_kernel(&ns, sizeof(ns), (void *)&upid->ns + level * bpf_core_type_size(struct upid));
	return BPF_CORE_READ(ns, ns.inum);
}

/* Of the thread group's leader, which most threads are themselves. */
static __always_inline u64 leader_start(bool typed, struct task_struct *task, u64 start)
{
	u64 ids = bpf_get_current_pid_tgid();

	if (ids >> 32 == (u32)ids)
		return start;
	return start_time(typed, GET(typed, task, group_leader));
}

#define THREAD_FLAGS (EVENT_KTHREAD | EVENT_IO_WORKER)

static __always_inline u32 thread_flags(bool typed, struct task_struct *task)
{
	u32 flags = GET(typed, task, flags);

	return (flags & PF_KTHREAD ? EVENT_KTHREAD : 0) |
	       (flags & PF_IO_WORKER ? EVENT_IO_WORKER : 0);
}

/* What stays the same as long as all that is before `leader_start` does. */
struct last_thread {
	u64 task; /* 0 while the rest is written */
	u64 start;
	u64 parent;
	u64 nsproxy; /* whose memory may be used again once namespaces have changed */
	u64 namespace_changes;
	u64 leader_start;
	u32 ppid;
	u32 pidns;
	u32 mntns;
	u32 flags; /* not of a kernel thread, which exec may make another one */
};

/* By CPU: the last thread's, where each of nine fields would cost a call. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, struct last_thread);
} last_threads SEC(".maps");

static __always_inline u32 mount_namespace(bool typed, struct nsproxy *nsproxy)
{
	return nsproxy ? FOLLOW(typed, nsproxy, mnt_ns, ns.inum) : 0;
}

static __always_inline void fill_thread(bool typed, struct event *e, struct task_struct *task,
					u64 start, struct task_struct *parent,
					struct nsproxy *nsproxy)
{
	e->start = leader_start(typed, task, start);
	e->pidns = pid_namespace(typed, task);
	e->flags |= thread_flags(typed, task);
	e->ppid = GET(typed, parent, tgid);
	e->mntns = mount_namespace(typed, nsproxy);
}

/*
 * A program that comes between on the same CPU is of the same thread; on PREEMPT_RT it may be of another
 * one, which its task tells unless two come.
 */
static __always_inline bool have_thread(struct event *e, struct last_thread *c, u64 task, u64 start,
					u64 parent, u64 nsproxy)
{
	u32 flags;

	if (KEPT_LONG(c->task) != task || KEPT_LONG(c->start) != start ||
	    KEPT_LONG(c->parent) != parent || KEPT_LONG(c->nsproxy) != nsproxy ||
	    KEPT_LONG(c->namespace_changes) != KEPT(control.namespace_changes))
		return false;
	e->start = KEPT_LONG(c->leader_start);
	e->ppid = KEPT(c->ppid);
	e->pidns = KEPT(c->pidns);
	e->mntns = KEPT(c->mntns);
	flags = KEPT(c->flags);
	if (KEPT_LONG(c->task) != task)
		return false;
	e->flags |= flags;
	return true;
}

static __always_inline void keep_thread(struct event *e, struct last_thread *c, u64 task, u64 start,
					u64 parent, u64 nsproxy, u32 changes)
{
	KEPT_LONG(c->task) = 0;
	KEPT_LONG(c->start) = start;
	KEPT_LONG(c->parent) = parent;
	KEPT_LONG(c->nsproxy) = nsproxy;
	KEPT_LONG(c->namespace_changes) = changes;
	KEPT_LONG(c->leader_start) = e->start;
	KEPT(c->ppid) = e->ppid;
	KEPT(c->pidns) = e->pidns;
	KEPT(c->mntns) = e->mntns;
	KEPT(c->flags) = e->flags & THREAD_FLAGS;
	KEPT_LONG(c->task) = task;
}

/* By what is kept; not the mount namespace where nobody counts changes. */
static __always_inline void fill_lasting(struct event *e, struct task_struct *task, u64 start,
					 struct task_struct *parent, struct nsproxy *nsproxy)
{
	u32 changes = KEPT(control.namespace_changes);
	struct last_thread *c;

	e->pidns = e->cpu; /* the key: there is little stack left */
	c = bpf_map_lookup_elem(&last_threads, &e->pidns);
	if (c && have_thread(e, c, (u64)task, start, (u64)parent, (u64)nsproxy)) {
		if (!at_sys_exit(POINT(PROCESS_NAMESPACE) | POINT(CRED_ESCALATION)))
			e->mntns = mount_namespace(false, nsproxy);
		return;
	}
	fill_thread(false, e, task, start, parent, nsproxy);
	if (c && !(e->flags & EVENT_KTHREAD))
		keep_thread(e, c, (u64)task, start, (u64)parent, (u64)nsproxy, changes);
}

/*
 * Fills the header for the current task. ret counts only with EVENT_HAS_RET in flags. A task that is
 * about to end has no nsproxy, and no pid after that; all else is always there. Returns whether the
 * thread's ids are to be looked at, because they are not the last that were explained.
 */
static __noinline u64 fill_header(struct event *e, u32 kind, u32 flags, s64 ret)
{
	bool typed = typed_task();
	struct task_struct *task = current_task(typed), *parent;
	u64 pid_tgid = bpf_get_current_pid_tgid(), start;
	struct ids *now = (void *)e; /* for a moment: there is little stack left */
	struct nsproxy *nsproxy;
	u64 unexplained = done();

	ids_of(typed, now, task);
	if (config.watch_creds)
		unexplained = unexplained_ids(now, &e->mntns);
	start = now->start;
	e->uid = now->uid;
	e->gid = now->gid;
	e->euid = now->euid;

	e->ret = ret;
	e->kind = kind;
	e->cpu = bpf_get_smp_processor_id();
	e->pid = pid_tgid >> 32;
	e->tid = pid_tgid;

	if (is_compat(typed, task))
		flags |= EVENT_COMPAT;
	else if (config.x32 && is_x32(call_number(typed_current_regs(), current_regs())))
		flags |= EVENT_X32;
	e->flags = flags;

	e->ts = boot_time();
	e->cgroup = bpf_get_current_cgroup_id();
	parent = GET(typed, task, real_parent);
	nsproxy = GET(typed, task, nsproxy);
	if (CASTS || typed)
		fill_thread(typed, e, task, start, parent, nsproxy);
	else
		fill_lasting(e, task, start, parent, nsproxy);
	GET_COMM(e->comm, task);
	return unexplained;
}

int check_creds(u32 kind); /* escalation.bpf.h */

/* The same, and the look at whether the thread may be what it is. */
static __always_inline void fill(struct event *e, u32 kind, u32 flags, s64 ret)
{
	if (fill_header(e, kind, flags, ret))
		check_creds(kind);
}

#endif
