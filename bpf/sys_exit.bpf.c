/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One program at the end of every system call, shared by all points that need one. A call that no
 * point asks for leaves after one look-up; its cost is what every system call on the host pays.
 */
#include "file.bpf.c"
#include "names.bpf.c"
#include "attributes.bpf.c"
#include "mount.bpf.c"
#include "net.bpf.c"
#include "dns.bpf.c"
#include "dns_calls.bpf.c"
#include "process_calls.bpf.c"
#include "mem.bpf.c"
#include "bpf_load.bpf.c"
#include "cred.bpf.c"
#include "socketcall.bpf.h"

/*
 * What no point asks for at the end of system calls is not called, as the verifier knows: it does
 * not look at it (at global functions from 6.8 on) and takes it out.
 */
#define ASKED(points, body) (at_sys_exit(points) ? (body) : 0)

static __always_inline int run(u32 body, struct call *c)
{
	switch (body) {
	case BODY_OPEN:
	case BODY_OPENAT:
	case BODY_OPENAT2:
	case BODY_CREAT:
		return ASKED(POINT(FILE_OPEN) | POINT(FILE_CREATE), on_open(c));
	case BODY_MKNOD:
	case BODY_MKNODAT:
		return ASKED(POINT(FILE_CREATE), on_mknod(c));
	case BODY_RENAME:
	case BODY_RENAMEAT:
	case BODY_RENAMEAT2:
		return ASKED(POINT(FILE_RENAME), on_file_rename(c));
	case BODY_LINK:
	case BODY_LINKAT:
		return ASKED(POINT(FILE_LINK) | POINT(FILE_CREATE), on_link(c));
	case BODY_SYMLINK:
	case BODY_SYMLINKAT:
		return ASKED(POINT(FILE_SYMLINK), on_symlink(c));
	case BODY_UNLINK:
	case BODY_UNLINKAT:
	case BODY_RMDIR:
		return ASKED(POINT(FILE_UNLINK), on_unlink(c));
	case BODY_MKDIR:
	case BODY_MKDIRAT:
		return ASKED(POINT(FILE_MKDIR), on_mkdir(c));
	case BODY_CHMOD:
	case BODY_FCHMOD:
	case BODY_FCHMODAT:
		return ASKED(POINT(FILE_CHMOD), on_chmod(c));
	case BODY_CHOWN:
	case BODY_CHOWN16:
	case BODY_FCHOWN:
	case BODY_FCHOWN16:
	case BODY_FCHOWNAT:
		return ASKED(POINT(FILE_CHOWN), on_chown(c));
	case BODY_MOUNT:
		return ASKED(POINT(FS_MOUNT), on_mount(c));
	case BODY_MOVE_MOUNT:
		return ASKED(POINT(FS_MOUNT), on_move_mount(c));
	case BODY_UMOUNT:
	case BODY_UMOUNT2:
		return ASKED(POINT(FS_UMOUNT), on_umount(c));
	case BODY_CONNECT:
		return ASKED(POINT(NET_CONNECT) | POINT(NET_CONNECTED) | POINT(NET_DNS),
			     on_connect(c));
	case BODY_SETSID:
		return ASKED(POINT(PROCESS_SETSID), on_setsid(c));
	case BODY_KILL:
		return ASKED(POINT(PROCESS_SIGNAL),
			     on_signal(c, c->arg[0], PID_UNKNOWN, c->arg[1]));
	case BODY_TKILL:
		return ASKED(POINT(PROCESS_SIGNAL),
			     on_signal(c, PID_UNKNOWN, c->arg[0], c->arg[1]));
	case BODY_TGKILL:
		return ASKED(POINT(PROCESS_SIGNAL), on_signal(c, c->arg[0], c->arg[1], c->arg[2]));
	case BODY_PIDFD_SEND_SIGNAL:
		return ASKED(POINT(PROCESS_SIGNAL),
			     on_signal(c, pid_of_fd(c->arg[0]), PID_UNKNOWN, c->arg[1]));
	case BODY_RT_SIGQUEUEINFO:
		return ASKED(POINT(PROCESS_SIGNAL),
			     on_signal(c, c->arg[0], PID_UNKNOWN, c->arg[1]));
	case BODY_RT_TGSIGQUEUEINFO:
		return ASKED(POINT(PROCESS_SIGNAL), on_signal(c, c->arg[0], c->arg[1], c->arg[2]));
	case BODY_PTRACE:
		return ASKED(POINT(PROCESS_PTRACE), on_ptrace(c));
	case BODY_PROCESS_VM_WRITEV:
		return ASKED(POINT(PROCESS_VM_WRITE), on_vm_write(c));
	case BODY_MEMFD_CREATE:
		return ASKED(POINT(PROCESS_MEMFD), on_memfd(c));
	case BODY_UNSHARE:
	case BODY_SETNS:
	case BODY_CLONE:
	case BODY_CLONE3:
		return ASKED(POINT(PROCESS_NAMESPACE) | POINT(CRED_ESCALATION),
			     on_namespace(c, body));
	case BODY_EXECVE:
		return ASKED(POINT(PROCESS_EXEC_FAILED), on_exec_failed(c, AT_FDCWD, c->arg[0]));
	case BODY_EXECVEAT:
		return ASKED(POINT(PROCESS_EXEC_FAILED), on_exec_failed(c, c->arg[0], c->arg[1]));
	case BODY_INIT_MODULE:
	case BODY_FINIT_MODULE:
		return ASKED(POINT(KERNEL_MODULE_LOAD_FAILED), on_module_load_failed(c, body));
	case BODY_BPF:
		return ASKED(POINT(KERNEL_BPF_LOAD), on_bpf_load(c));
	case BODY_CREDS:
		return ASKED(POINT(CRED_ESCALATION), on_creds(c));
	case BODY_MPROTECT:
	case BODY_MMAP:
	case BODY_MMAP2:
		return ASKED(POINT(MEM_WX), on_wx(c, body));
	case BODY_BIND:
		return ASKED(POINT(NET_BIND), on_bind(c));
	case BODY_LISTEN:
		return ASKED(POINT(NET_LISTEN), on_listen(c));
	case BODY_ACCEPT:
		return ASKED(POINT(NET_ACCEPT), on_accept(c));
	case BODY_WRITE:
	case BODY_WRITEV:
	case BODY_SEND:
	case BODY_SENDTO:
	case BODY_SENDMSG:
	case BODY_SENDMMSG:
	case BODY_RECV:
	case BODY_RECVFROM:
	case BODY_RECVMSG:
	case BODY_RECVMMSG:
	case BODY_READ:
	case BODY_READV:
		return ASKED(POINT(NET_DNS), on_dns_call(c, body));
	}
	return 0;
}

static __always_inline int on_sys_exit(enum door door, struct pt_regs *regs, u32 nr, u32 bodies,
				       s64 ret)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	struct call *c;
	bool compat;

	if (!s)
		return 0;
	c = &s->call;
	begin_call(c, door, nr, bodies);
	if (!c->body)
		return 0;
	compat = c->compat == COMPAT_CALL;
	if (is_plain(c->body) &&
	    (ret < DNS_LEAST || !is_resolver(first_argument(door, regs, compat))))
		return 0;
	c->slot = SLOT_SYS_EXIT;
	c->ret = c->compat ? (s32)ret : ret;
	read_arguments(c, typed_registers(door), regs);
	if (c->body == BODY_SOCKETCALL)
		c->body = body_of_socketcall(door, c);
	return run(c->body, c);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit_tp_btf, struct pt_regs *regs, long ret)
{
	u32 nr = call_number(true, regs), bodies = bodies_of(DOOR_TP_BTF, nr);

	return bodies ? on_sys_exit(DOOR_TP_BTF, regs, nr, bodies, ret) : 0;
}

SEC("raw_tp/sys_exit")
int BPF_PROG(sys_exit_raw_tp, struct pt_regs *regs, long ret)
{
	u32 nr = call_number(false, regs), bodies = bodies_of(DOOR_RAW_TP, nr);

	return bodies ? on_sys_exit(DOOR_RAW_TP, regs, nr, bodies, ret) : 0;
}

/* Not syscalls/sys_exit_*: those never fire for 32-bit tasks. */
SEC("tp/raw_syscalls/sys_exit")
int sys_exit_tp(struct trace_event_raw_sys_exit *args)
{
	u32 nr = args->id, bodies = bodies_of(DOOR_TRACEPOINT, nr);

	if (!bodies)
		return deliver(args, 0);
	return deliver(args, on_sys_exit(DOOR_TRACEPOINT, current_regs(), nr, bodies, args->ret));
}
