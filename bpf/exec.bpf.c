/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* process.exec: after success, with the new credentials and memory in place; process.usermodehelper. */
#include "ancestor.bpf.h"
#include "cgroup.bpf.h"
#include "environment.bpf.h"

/* What an open descriptor is: its path, or that it is a socket or a pipe. */
__noinline int append_descriptor(scratch_ref ref, u32 off, u32 fd)
{
	struct scratch *s = scratch_at(ref);
	struct file *file;
	struct inode *inode;

	if (!s || off >= RECORD_LIMIT || !reads_kernel())
		return 0;
	file = file_of(fd);
	if (!file)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFSOCK) {
		__builtin_memcpy(TAIL(s, off), "socket:", 7);
		return 7;
	}
	if (BPF_CORE_READ(inode, i_sb, s_magic) == PIPEFS_MAGIC) {
		__builtin_memcpy(TAIL(s, off), "pipe:", 5);
		return 5;
	}
	return append_file_path(false, s, off, file);
}

static __always_inline u32 exe_flags(bool typed, struct inode *inode, struct dentry *dentry,
				     struct cred *cred)
{
	u32 mode = GET(typed, inode, i_mode);
	u32 uid = GET(typed, cred, uid.val), euid = GET(typed, cred, euid.val);
	u32 gid = GET(typed, cred, gid.val), egid = GET(typed, cred, egid.val);
	struct kernel_caps caps = GET(typed, cred, cap_effective);
	u32 flags = 0;

	/* A file of memory alone has no name, and stands nowhere. */
	if (!GET(typed, inode, i_nlink))
		flags |= GET(typed, dentry, d_parent) == dentry ? EXE_MEMFD : EXE_DELETED;
	if ((mode & S_ISUID) && euid != uid && euid == GET(typed, inode, i_uid.val))
		flags |= EXE_SETUID;
	if ((mode & S_ISGID) && (mode & S_IXGRP) && egid != gid &&
	    egid == GET(typed, inode, i_gid.val))
		flags |= EXE_SETGID;
	if (euid && (caps.cap[0] | caps.cap[1]))
		flags |= EXE_CAPS;
	return flags;
}

static __always_inline void exec_file(bool typed, struct process_exec *e, struct file *file,
				      struct cred *cred)
{
	struct inode *inode = GET(typed, file, f_inode);
	struct super_block *sb = GET(typed, inode, i_sb);

	e->inode = GET(typed, inode, i_ino);
	e->size = GET(typed, inode, i_size);
	e->mtime = inode_mtime(typed, inode);
	e->device = GET(typed, sb, s_dev);
	e->exe_mode = GET(typed, inode, i_mode) & 07777;
	e->exe_flags = exe_flags(typed, inode, GET(typed, file, f_path.dentry), cred);
}

static __always_inline void exec_ids(bool typed, struct process_exec *e, struct task_struct *task)
{
	struct signal_struct *signal = GET(typed, task, signal);
	struct pid *session = GET(typed, signal, pids[PIDTYPE_SID]);
	struct pid *group = GET(typed, signal, pids[PIDTYPE_PGID]);

	e->sid = GET(typed, session, numbers[0].nr);
	e->pgid = GET(typed, group, numbers[0].nr);
	e->loginuid = login_uid(typed, task);
}

/*
 * What a program's file explains of a thread's new ids: cred.escalation. before: the thread's number
 * until now, for one that is not the first of its process takes the number, and the age, of that one.
 * secure: the file raised some, or who knows; else what was permitted is all that there can be, and
 * ambient capabilities hand it on.
 */
static __always_inline void judge_exec(bool typed, struct task_struct *task, u32 before,
				       struct file *file, bool secure)
{
	u32 flags = exe_flags(typed, GET(typed, file, f_inode), GET(typed, file, f_path.dentry),
			      GET(typed, task, real_cred));
	u32 tid = bpf_get_current_pid_tgid();
	struct ids now = {}, *old;

	ids_of(typed, &now, task);
	old = bpf_map_lookup_elem(&explained, &before);
	if (old && (!old->start || old->start == now.start || before != tid) &&
	    (now.uid != old->uid || now.gid != old->gid ||
	     (now.euid != old->euid && !(flags & EXE_SETUID)) ||
	     (now.egid != old->egid && !(flags & EXE_SETGID)) ||
	     (now.euid && old->uid && old->euid && !secure && (now.caps & ~old->permitted))))
		send_escalation(old, &now, KIND_PROCESS_EXEC);
	explain(tid, &now);
}

/* A program that the kernel itself has started. */
static __always_inline bool is_helper(bool typed, struct task_struct *task)
{
	struct task_struct *parent = GET(typed, task, real_parent);

	return parent && (GET(typed, parent, flags) & PF_KTHREAD);
}

/* The record of the exec, which is sent, becomes that of the helper: its strings stay where they are. */
static __always_inline void send_helper(struct scratch *s, u32 len, u32 flags)
{
	struct process_exec *exec = (void *)s->data;
	struct process_usermodehelper *e = (void *)s->data;
	struct text path = exec->path;
	struct texts argv = exec->argv;

	__builtin_memset(e, 0, sizeof(*e));
	e->path = path;
	e->argv = argv;
	fill(&e->common, KIND_PROCESS_USERMODEHELPER, flags, 0);
	submit_up_to(e, len, sizeof(s->data), KIND_PROCESS_USERMODEHELPER);
}

/*
 * typed: the arguments may be read by plain loads, and nothing else can be. filename: as passed to
 * execve; without it, it is taken from the new memory, behind the environment, where the kernel
 * has put it for the loader.
 */
static __always_inline int on_exec(bool typed, struct task_struct *task, u32 before,
				   const char *filename, u32 argc, bool secure)
{
	bool exec, helper;
	struct process_exec *e;
	struct mm_struct *mm;
	struct scratch *s;
	struct file *file;
	u64 start, end;
	u32 flags;

	tree_exec(bpf_get_current_pid_tgid() >> 32);
	mm = GET(typed, task, mm);
	file = GET(typed, mm, exe_file);
	if (config.watch_creds)
		judge_exec(typed, task, before, file, secure);
	exec = wanted(KIND_PROCESS_EXEC);
	helper = config.helpers_by_exec && is_helper(typed, task) &&
		 wanted(KIND_PROCESS_USERMODEHELPER);
	if (!exec && !helper)
		return 0;
	s = scratch_begin(SLOT_EXEC);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	KEPT(s->filled) = sizeof(*e);
	e->argc = argc;
	exec_file(typed, e, file, GET(typed, task, real_cred));
	exec_ids(typed, e, task);

	if (reads_kernel())
		APPEND(e->path, append_file_path(false, s, KEPT(s->filled), file));
	if (reads_kernel() && filename)
		APPEND(e->file, append_kernel_string(s, KEPT(s->filled), filename));
	else
		APPEND(e->file,
		       append_user_string(refer(s), KEPT(s->filled), GET(typed, mm, env_end)));
	start = GET(typed, mm, arg_start);
	end = GET(typed, mm, arg_end);
	APPEND(e->argv, append_user_bytes(refer(s), KEPT(s->filled), start, end - start));
	APPEND(e->cwd, append_path_of(false, s, KEPT(s->filled), current_directory()));
	APPEND(e->stdin, append_descriptor(refer(s), KEPT(s->filled), 0));
	APPEND(e->stdout, append_descriptor(refer(s), KEPT(s->filled), 1));
	if (reads_kernel()) {
		char *tty = BPF_CORE_READ(task, signal, tty)->name;

		APPEND(e->tty, append_kernel_string(s, KEPT(s->filled), tty));
	}
	APPEND(e->cgroup_path, append_cgroup(refer(s), KEPT(s->filled)));

	start = GET(typed, mm, env_start);
	end = GET(typed, mm, env_end);
	KEPT(s->filled) += append_environment(refer(s), KEPT(s->filled), start, end);
	e->ssh_connection = s->environment[VARIABLE_SSH_CONNECTION];
	e->ld_preload = s->environment[VARIABLE_LD_PRELOAD];
	e->ld_library_path = s->environment[VARIABLE_LD_LIBRARY_PATH];

	find_ancestor(refer(s));
	e->socket_pid = s->ancestor.pid;
	e->socket_local = s->ancestor.local;
	e->socket_remote = s->ancestor.remote;

	flags = s->truncated | (reads_kernel() ? 0 : EVENT_UNRESOLVED);
	if (exec) {
		fill(&e->common, KIND_PROCESS_EXEC, flags, 0);
		submit_up_to(e, KEPT(s->filled), sizeof(s->data), KIND_PROCESS_EXEC);
	}
	if (helper)
		send_helper(s, KEPT(s->filled), flags);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_tp_btf, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	if (reads_kernel())
		return on_exec(false, task, old_pid, BPF_CORE_READ(bprm, filename),
			       BPF_CORE_READ(bprm, argc), GET_BITFIELD(false, bprm, secureexec));
	return on_exec(true, task, old_pid, NULL, bprm->argc, GET_BITFIELD(true, bprm, secureexec));
}

SEC("raw_tp/sched_process_exec")
int BPF_PROG(exec_raw_tp, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	if (reads_kernel())
		return on_exec(false, task, old_pid, BPF_CORE_READ(bprm, filename),
			       BPF_CORE_READ(bprm, argc), GET_BITFIELD(false, bprm, secureexec));
	return on_exec(true, current_task(true), old_pid, NULL, 0, true);
}

SEC("tp/sched/sched_process_exec")
int exec_tp(struct trace_event_raw_sched_process_exec *args)
{
	const char *filename = (void *)args + (args->__data_loc_filename & 0xffff);
	u32 *fields = &args->__data_loc_filename, before = 0; /* filename, pid, old_pid */

	bpf_probe_read_kernel(&before, sizeof(before), fields + 2);
	return deliver(args, on_exec(false, current_task(false), before, filename, 0, true));
}
