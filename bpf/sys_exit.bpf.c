/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One program at the end of every system call, shared by all points that need one. A call that no
 * point asks for leaves after one look-up; its cost is what every system call on the host pays.
 */
#include "file.bpf.c"
#include "net.bpf.c"
#include "process_calls.bpf.c"
#include "mem.bpf.c"
#include "bpf_load.bpf.c"

#define SYSCALLS 512
#define X32_BIT 0x40000000

/* The ways to the end of a system call, of which points may use different ones. */
enum door {
	DOOR_TP_BTF,
	DOOR_RAW_TP,
	DOOR_TRACEPOINT,
	DOOR_MAX,
};

/* By system call number: enum body for the native ABI, for the 32-bit one in the high byte. */
u16 syscall_bodies[DOOR_MAX][SYSCALLS] SEC(".data.syscalls");

static __always_inline int run(u32 body, struct call *c)
{
	switch (body) {
	case BODY_OPEN:
		return on_open(c, AT_FDCWD, c->arg[0], c->arg[1], c->arg[2]);
	case BODY_OPENAT:
		return on_open(c, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
	case BODY_OPENAT2:
		return on_openat2(c);
	case BODY_CREAT:
		return on_open(c, AT_FDCWD, c->arg[0], O_CREAT | 01 | 01000, c->arg[1]);
	case BODY_UNLINK:
		return on_unlink(c, AT_FDCWD, c->arg[0], false);
	case BODY_UNLINKAT:
		return on_unlink(c, c->arg[0], c->arg[1], !!(c->arg[2] & AT_REMOVEDIR));
	case BODY_RMDIR:
		return on_unlink(c, AT_FDCWD, c->arg[0], true);
	case BODY_CONNECT:
		return on_connect(c);
	case BODY_SOCKETCALL:
		return on_socketcall(c);
	case BODY_SETSID:
		return on_setsid(c);
	case BODY_KILL:
		return on_signal(c, c->arg[0], PID_UNKNOWN, c->arg[1]);
	case BODY_TKILL:
		return on_signal(c, PID_UNKNOWN, c->arg[0], c->arg[1]);
	case BODY_TGKILL:
		return on_signal(c, c->arg[0], c->arg[1], c->arg[2]);
	case BODY_PIDFD_SEND_SIGNAL:
		return on_signal(c, pid_of_fd(c->arg[0]), PID_UNKNOWN, c->arg[1]);
	case BODY_RT_SIGQUEUEINFO:
		return on_signal(c, c->arg[0], PID_UNKNOWN, c->arg[1]);
	case BODY_RT_TGSIGQUEUEINFO:
		return on_signal(c, c->arg[0], c->arg[1], c->arg[2]);
	case BODY_PTRACE:
		return on_ptrace(c);
	case BODY_PROCESS_VM_WRITEV:
		return on_vm_write(c);
	case BODY_MEMFD_CREATE:
		return on_memfd(c);
	case BODY_UNSHARE:
	case BODY_SETNS:
	case BODY_CLONE:
	case BODY_CLONE3:
		return on_namespace(c, body);
	case BODY_EXECVE:
		return on_exec_failed(c, AT_FDCWD, c->arg[0]);
	case BODY_EXECVEAT:
		return on_exec_failed(c, c->arg[0], c->arg[1]);
	case BODY_INIT_MODULE:
	case BODY_FINIT_MODULE:
		return on_module_load_failed(c, body);
	case BODY_BPF:
		return on_bpf_load(c);
	case BODY_MPROTECT:
	case BODY_MMAP:
	case BODY_MMAP2:
		return on_wx(c, body);
	}
	return 0;
}

static __always_inline u32 bodies_of(enum door door, s64 nr)
{
	const u16 *bodies = syscall_bodies[door];
	u32 n = nr & ~X32_BIT;

	barrier_var(bodies); /* one address, then the number, whose bounds are known */
	barrier_var(n); /* check and use in one register */
	return n < SYSCALLS ? bodies[n] : 0;
}

/* Arguments as the ABI has them: 32-bit registers, and on arm64 x0 before the return value. */
static __always_inline void read_arguments(struct call *c, struct pt_regs *regs, bool compat)
{
#if defined(__TARGET_ARCH_x86)
	if (compat) {
		c->arg[0] = (u32)BPF_CORE_READ(regs, bx);
		c->arg[1] = (u32)BPF_CORE_READ(regs, cx);
		c->arg[2] = (u32)BPF_CORE_READ(regs, dx);
		c->arg[3] = (u32)BPF_CORE_READ(regs, si);
	} else {
		c->arg[0] = BPF_CORE_READ(regs, di);
		c->arg[1] = BPF_CORE_READ(regs, si);
		c->arg[2] = BPF_CORE_READ(regs, dx);
		c->arg[3] = BPF_CORE_READ(regs, r10);
	}
#else
	c->arg[0] = BPF_CORE_READ(regs, orig_x0);
	c->arg[1] = BPF_CORE_READ(regs, regs[1]);
	c->arg[2] = BPF_CORE_READ(regs, regs[2]);
	c->arg[3] = BPF_CORE_READ(regs, regs[3]);
	if (compat)
		for (int i = 0; i < 4; i++)
			c->arg[i] = (u32)c->arg[i];
#endif
}

static __always_inline int on_sys_exit(struct pt_regs *regs, u32 bodies, s64 ret)
{
	bool typed = config.typed_task;
	bool compat = is_compat(typed, current_task(typed));
	struct call call = { .ret = ret };
	u32 body = compat ? bodies >> 8 : bodies & 0xff;

	if (!body)
		return 0;
	read_arguments(&call, regs, compat);
	if (compat)
		call.ret = (s32)ret;
	return run(body, &call);
}

static __always_inline s64 number_of(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->orig_ax;
#else
	return regs->syscallno;
#endif
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit_tp_btf, struct pt_regs *regs, long ret)
{
	u32 bodies = bodies_of(DOOR_TP_BTF, number_of(regs));

	return bodies ? on_sys_exit(regs, bodies, ret) : 0;
}

SEC("raw_tp/sys_exit")
int BPF_PROG(sys_exit_raw_tp, struct pt_regs *regs, long ret)
{
#if defined(__TARGET_ARCH_x86)
	u32 bodies = bodies_of(DOOR_RAW_TP, BPF_CORE_READ(regs, orig_ax));
#else
	u32 bodies = bodies_of(DOOR_RAW_TP, BPF_CORE_READ(regs, syscallno));
#endif

	return bodies ? on_sys_exit(regs, bodies, ret) : 0;
}

/* Not syscalls/sys_exit_*: those never fire for 32-bit tasks. */
SEC("tp/raw_syscalls/sys_exit")
int sys_exit_tp(struct trace_event_raw_sys_exit *args)
{
	u32 bodies = bodies_of(DOOR_TRACEPOINT, args->id);

	return bodies ? on_sys_exit(current_regs(), bodies, args->ret) : 0;
}
