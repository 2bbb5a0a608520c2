/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * process.setsid, process.signal, process.ptrace, process.vm_write, process.memfd,
 * process.namespace: at the end of their system calls.
 */
#include "syscall.bpf.h"

static __always_inline void send_setsid(struct process_setsid *e)
{
	bool typed = !reads_kernel();
	struct task_struct *task = current_task(typed);
	struct signal_struct *signal = GET(typed, task, signal);
	struct pid *session = GET(typed, signal, pids[PIDTYPE_SID]);

	if (e->common.ret >= 0)
		e->sid = GET(typed, session, numbers[0].nr);
	submit(e, sizeof(*e), KIND_PROCESS_SETSID);
}

static __noinline int on_setsid(struct call *call)
{
	struct process_setsid e = {};

	if (!wanted(KIND_PROCESS_SETSID))
		return 0;
	fill_call(&e.common, KIND_PROCESS_SETSID, EVENT_HAS_RET, call->ret);
	send_setsid(&e);
	return done();
}

SEC("fexit/ksys_setsid")
int BPF_PROG(ksys_setsid_fexit, int ret)
{
	struct process_setsid e = {};

	if (!wanted(KIND_PROCESS_SETSID))
		return 0;
	fill(&e.common, KIND_PROCESS_SETSID, EVENT_HAS_RET, ret);
	send_setsid(&e);
	return 0;
}

/*
 * The process that a pidfd stands for, as the current process's pid namespace has it. It is the
 * inode's from 6.9 on (cb12fd8e0dab), before that the file's.
 */
static __noinline int pid_of_fd(u32 fd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct file *file = file_of(fd);
	char name[8] = {};
	struct pid *pid;
	s32 nr = PID_UNKNOWN;
	u32 level;

	if (!file)
		return PID_UNKNOWN;
	level = BPF_CORE_READ(task, thread_pid, level);
	if (BPF_CORE_READ(file, f_inode, i_sb, s_magic) == PIDFS_MAGIC) {
		pid = BPF_CORE_READ(file, f_inode, i_private);
	} else {
		read_kernel(name, sizeof(name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
		if (__builtin_memcmp(name, "[pidfd]", sizeof(name)))
			return PID_UNKNOWN;
		pid = BPF_CORE_READ(file, private_data);
	}
	if (!pid || BPF_CORE_READ(pid, level) < level)
		return PID_UNKNOWN;
	read_kernel(&nr, sizeof(nr),
		    (void *)&pid->numbers[0].nr + level * bpf_core_type_size(struct upid));
	return nr;
}

static __noinline int on_signal(struct call *call, s32 target, s32 thread, u32 signal)
{
	struct process_signal e = {};

	if (!wanted(KIND_PROCESS_SIGNAL))
		return 0;
	fill_call(&e.common, KIND_PROCESS_SIGNAL, EVENT_HAS_RET, call->ret);
	e.signal = signal;
	e.target = target;
	e.thread = thread;
	submit(&e, sizeof(e), KIND_PROCESS_SIGNAL);
	return done();
}

/* Only what changes the other process: a debugger's PEEKs and steps are too many. */
static __noinline int on_ptrace(struct call *call)
{
	struct process_ptrace e = {};
	u32 request = call->arg[0];

	switch (request) {
	case PTRACE_TRACEME:
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
	case PTRACE_POKEUSR:
	case PTRACE_ATTACH:
	case PTRACE_SEIZE:
		break;
	default:
		return 0;
	}
	if (!wanted(KIND_PROCESS_PTRACE))
		return 0;
	fill_call(&e.common, KIND_PROCESS_PTRACE, EVENT_HAS_RET, call->ret);
	e.request = request;
	e.target = request == PTRACE_TRACEME ? PID_UNKNOWN : (s32)call->arg[1];
	/* The other two take neither: whatever the registers held. */
	if (request != PTRACE_TRACEME && request != PTRACE_ATTACH) {
		e.addr = call->arg[2];
		e.data = call->arg[3];
	}
	submit(&e, sizeof(e), KIND_PROCESS_PTRACE);
	return done();
}

static __noinline int on_vm_write(struct call *call)
{
	struct process_vm_write e = {};

	if (!wanted(KIND_PROCESS_VM_WRITE))
		return 0;
	fill_call(&e.common, KIND_PROCESS_VM_WRITE, EVENT_HAS_RET, call->ret);
	e.target = call->arg[0];
	e.bytes = call->ret > 0 ? call->ret : 0;
	submit(&e, sizeof(e), KIND_PROCESS_VM_WRITE);
	return done();
}

static __noinline int on_memfd(struct call *call)
{
	struct process_memfd *e;
	struct scratch *s;
	u32 len;
	char first;

	if (!wanted(KIND_PROCESS_MEMFD))
		return 0;
	s = scratch_begin(SLOT_SYS_EXIT);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	len = append_user_string(refer(s), sizeof(*e), call->arg[0]);
	/* An empty name is one; a pointer to nowhere is none. */
	if (len || !bpf_probe_read_user(&first, 1, (void *)call->arg[0]))
		e->name.off = sizeof(*e);
	e->name.len = len;
	e->memfd_flags = call->arg[1];
	fill_call(&e->common, KIND_PROCESS_MEMFD, CALL_FLAGS | s->truncated, call->ret);
	submit_up_to(e, sizeof(*e) + len, sizeof(s->data), KIND_PROCESS_MEMFD);
	return done();
}

static __always_inline u32 namespace_inode(u32 fd)
{
	struct file *file = file_of(fd);

	if (!file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) != NSFS_MAGIC)
		return 0; /* a pidfd stands for several */
	return BPF_CORE_READ(file, f_inode, i_ino);
}

static __noinline int on_namespace(struct call *call, u32 body)
{
	struct process_namespace e = {};
	u32 flags = EVENT_HAS_RET;
	u64 which = call->arg[0];

	switch (body) {
	case BODY_UNSHARE:
		__builtin_memcpy(e.call, "unshare", 8);
		break;
	case BODY_SETNS:
		__builtin_memcpy(e.call, "setns", 6);
		which = call->arg[1];
		break;
	case BODY_CLONE:
		__builtin_memcpy(e.call, "clone", 6);
		which &= ~CLONE_NEWTIME; /* the exit signal is there */
		break;
	case BODY_CLONE3:
		__builtin_memcpy(e.call, "clone3", 7);
		which = 0;
		bpf_probe_read_user(&which, sizeof(which), (void *)call->arg[0]);
		flags = CALL_FLAGS;
		break;
	}
	which &= CLONE_NEW_ALL;
	if (body != BODY_SETNS && !which)
		return 0;
	/* The end of clone in the child: the parent's is the event. */
	if ((body == BODY_CLONE || body == BODY_CLONE3) && !call->ret)
		return 0;
	if (call->ret >= 0)
		__sync_fetch_and_add(&control.namespace_changes, 1);
	if (config.watch_creds && call->ret >= 0)
		explain_creds(
			KIND_PROCESS_NAMESPACE); /* a user namespace gives all capabilities in it */
	if (!wanted(KIND_PROCESS_NAMESPACE))
		return 0;
	fill_call(&e.common, KIND_PROCESS_NAMESPACE, flags, call->ret);
	e.namespaces = which;
	/* From memory: before 6.5 (904e6ddf4133) the verifier may take a copy of `body` for what it was on another way. */
	if (call->body == BODY_SETNS)
		e.inode = namespace_inode(call->arg[0]);
	submit(&e, sizeof(e), KIND_PROCESS_NAMESPACE);
	return done();
}
