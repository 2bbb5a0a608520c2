/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* process.exec, process.fork, process.exit, process.rename. */
#include "path.bpf.h"

/* exec: after success, with the new credentials and memory in place. */

static __always_inline void exec_file(struct process_exec *e, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	e->inode = BPF_CORE_READ(inode, i_ino);
	e->size = BPF_CORE_READ(inode, i_size);
	e->mtime = inode_mtime(inode);
	e->device = BPF_CORE_READ(inode, i_sb, s_dev);
}

/* filename: as passed to execve. */
static __always_inline int on_exec(const char *filename, u32 argc)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	u32 off = sizeof(struct process_exec);
	struct process_exec *e;
	struct scratch *s;
	struct file *file;
	u64 arg_start;

	tree_exec(bpf_get_current_pid_tgid() >> 32);
	if (!wanted(KIND_PROCESS_EXEC))
		return 0;
	s = scratch_begin(SLOT_EXEC);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));

	file = BPF_CORE_READ(task, mm, exe_file);
	exec_file(e, file);
	e->sid = BPF_CORE_READ(task, signal, pids[PIDTYPE_SID], numbers[0].nr);
	e->pgid = BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID], numbers[0].nr);
	e->loginuid = login_uid(task);

	e->path.off = off;
	e->path.len = append_file_path(SLOT_EXEC, off, file);
	off += e->path.len;
	e->argc = argc;
	e->file.off = off;
	e->file.len = append_kernel_string(s, off, filename);
	off += e->file.len;
	arg_start = BPF_CORE_READ(task, mm, arg_start);
	e->argv.off = off;
	e->argv.len = append_user_bytes(SLOT_EXEC, off, arg_start,
					BPF_CORE_READ(task, mm, arg_end) - arg_start);
	off += e->argv.len;
	e->cwd.off = off;
	e->cwd.len = append_cwd(SLOT_EXEC, off);
	off += e->cwd.len;

	fill(&e->common, KIND_PROCESS_EXEC, s->truncated, 0);
	submit_up_to(e, off, sizeof(s->data), KIND_PROCESS_EXEC);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_tp_btf, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	return on_exec(BPF_CORE_READ(bprm, filename), BPF_CORE_READ(bprm, argc));
}

SEC("raw_tp/sched_process_exec")
int BPF_PROG(exec_raw_tp, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	return on_exec(BPF_CORE_READ(bprm, filename), BPF_CORE_READ(bprm, argc));
}

SEC("tp/sched/sched_process_exec")
int exec_tp(struct trace_event_raw_sched_process_exec *args)
{
	return deliver(args, on_exec((void *)args + (args->__data_loc_filename & 0xffff), 0));
}

/* fork: new thread groups only; a thread belongs to its process. */

static __always_inline int on_fork(u32 child, u64 child_start, u64 clone_flags)
{
	struct process_fork e = {};

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
	return on_fork(task->tgid, start_time(true, task), clone_flags);
}

SEC("raw_tp/task_newtask")
int BPF_PROG(fork_raw_tp, struct task_struct *task, u64 clone_flags)
{
	return on_fork(BPF_CORE_READ(task, tgid), start_time(false, task), clone_flags);
}

SEC("tp/task/task_newtask")
int fork_tp(struct trace_event_raw_task_newtask *args)
{
	return deliver(args, on_fork(args->pid, 0, args->clone_flags));
}

/* exit: once per process, when its last thread leaves. */

/*
 * Two last threads that leave together may both find nobody alive: the count has dropped for both
 * before either gets here. Only the first one reports.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64); /* start time of the leader */
	__type(value, u32);
} gone SEC(".maps");

static __always_inline int on_exit(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct process_exit e = {};
	u64 start;
	u32 code;

	if (BPF_CORE_READ(signal, live.counter) > 0)
		return 0;
	start = start_time(false, leader);
	if (BPF_CORE_READ(signal, nr_threads) > 1 &&
	    bpf_map_update_elem(&gone, &start, &pid, BPF_NOEXIST))
		return 0;
	if (wanted(KIND_PROCESS_EXIT)) {
		if (BPF_CORE_READ(signal, flags) & SIGNAL_GROUP_EXIT)
			code = BPF_CORE_READ(signal, group_exit_code);
		else
			code = BPF_CORE_READ(leader, exit_code);
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

static __always_inline int on_rename(u32 target, const char *old_comm, const char *new_comm)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct process_rename e = {};

	if (in_exec(task) || !wanted(KIND_PROCESS_RENAME))
		return 0;
	fill(&e.common, KIND_PROCESS_RENAME, 0, 0);
	e.target = target;
	bpf_probe_read_kernel_str(e.old_comm, sizeof(e.old_comm), old_comm);
	bpf_probe_read_kernel_str(e.new_comm, sizeof(e.new_comm), new_comm);
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
	return deliver(args, on_rename(args->pid, args->oldcomm, args->newcomm));
}
