/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* process.fork, process.exit, process.rename. */
#include "path.bpf.h"

/* fork: new thread groups only; a thread belongs to its process. */

/* thread: the new one, where the hook has it. */
static __always_inline int on_fork(bool typed, struct task_struct *thread, u32 child,
				   u64 child_start, u64 clone_flags)
{
	struct process_fork e = {};

	if (config.watch_creds && thread) {
		check_creds(KIND_PROCESS_FORK);
		explain_thread(typed, thread);
	}
	if (clone_flags & CLONE_THREAD)
		return 0;
	tree_fork(bpf_get_current_pid_tgid() >> 32, child);
	if (!wanted(KIND_PROCESS_FORK))
		return 0;
	fill(&e.common, KIND_PROCESS_FORK, 0, 0);
	e.child = child;
	e.child_start = child_start;
	e.clone_flags = clone_flags;
	submit(&e, sizeof(e), KIND_PROCESS_FORK);
	return 0;
}

/* task_newtask rather than sched_process_fork: it has the clone flags. */
SEC("tp_btf/task_newtask")
int BPF_PROG(fork_tp_btf, struct task_struct *task, u64 clone_flags)
{
	return on_fork(true, task, task->tgid, start_time(true, task), clone_flags);
}

SEC("raw_tp/task_newtask")
int BPF_PROG(fork_raw_tp, struct task_struct *task, u64 clone_flags)
{
	return on_fork(false, task, BPF_CORE_READ(task, tgid), start_time(false, task),
		       clone_flags);
}

SEC("tp/task/task_newtask")
int fork_tp(struct trace_event_raw_task_newtask *args)
{
	return deliver(args, on_fork(false, NULL, args->pid, 0, args->clone_flags));
}

/*
 * exit: once per process, when its last thread leaves. Threads are counted out (signal->live) a good
 * way before they come here (do_exit in kernel/exit.c): those that leave together all find nobody
 * else alive, and the last one that was counted is not always the last one here.
 */

static __always_inline int on_exit(void)
{
	bool typed = !reads_kernel();
	struct task_struct *task = current_task(typed);
	struct signal_struct *signal = GET(typed, task, signal);
	struct task_struct *leader = GET(typed, task, group_leader);
	u64 pid_tgid = bpf_get_current_pid_tgid();
	struct process_exit e = {};
	u32 pid = pid_tgid >> 32;
	u64 start;
	u32 code;

	if (GET(typed, signal, live.counter) > 0)
		return 0;
	if (GET(typed, signal, flags) & SIGNAL_GROUP_EXIT)
		code = GET(typed, signal, group_exit_code);
	else if ((u32)pid_tgid != pid && GET(typed, leader, mm))
		return 0; /* it is on its way here, and may not have its code yet */
	else
		code = GET(typed, leader, exit_code);
	start = start_time(typed, leader);
	if (!leaves_first(pid, start))
		return 0;
	if (wanted(KIND_PROCESS_EXIT)) {
		fill(&e.common, KIND_PROCESS_EXIT, 0, 0);
		e.code = code >> 8 & 0xff;
		e.signal = code & 0x7f;
		e.lifetime = e.common.ts - start;
		submit(&e, sizeof(e), KIND_PROCESS_EXIT);
	}
	tree_exit(pid);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(exit_tp_btf, struct task_struct *task)
{
	return on_exit();
}

SEC("raw_tp/sched_process_exit")
int exit_raw_tp(void *ctx)
{
	return deliver(ctx, on_exit());
}

SEC("tp/sched/sched_process_exit")
int exit_tp(void *ctx)
{
	return deliver(ctx, on_exit());
}

/* rename: not the one that exec itself does. */

static __always_inline int on_rename(s32 target, const char *old_comm, const char *new_comm)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct process_rename e = {};

	if (in_exec(false, task) || !wanted(KIND_PROCESS_RENAME))
		return 0;
	fill(&e.common, KIND_PROCESS_RENAME, 0, 0);
	e.target = target;
	copy_kernel_string(e.old_comm, sizeof(e.old_comm), old_comm);
	copy_kernel_string(e.new_comm, sizeof(e.new_comm), new_comm);
	submit(&e, sizeof(e), KIND_PROCESS_RENAME);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(rename_tp_btf, struct task_struct *task, const char *comm)
{
	return on_rename(task->pid, task->comm, comm);
}

SEC("raw_tp/task_rename")
int BPF_PROG(rename_raw_tp, struct task_struct *task, const char *comm)
{
	return on_rename(BPF_CORE_READ(task, pid), task->comm, comm);
}

SEC("tp/task/task_rename")
int rename_tp(struct trace_event_raw_task_rename *args)
{
	s32 thread = renamed_thread(args, PID_UNKNOWN);

	return deliver(args, on_rename(thread, args->oldcomm, args->newcomm));
}
