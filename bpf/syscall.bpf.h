/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a body that runs at the end of a system call is given. */
#ifndef SONDE_SYSCALL_BPF_H
#define SONDE_SYSCALL_BPF_H

#include "path.bpf.h"

/* Which body a system call number runs; the recorder fills the table per ABI. */
enum body {
	BODY_NONE,
	BODY_OPEN,
	BODY_OPENAT,
	BODY_OPENAT2,
	BODY_CREAT,
	BODY_UNLINK,
	BODY_UNLINKAT,
	BODY_RMDIR,
	BODY_CONNECT,
	BODY_SOCKETCALL,
	BODY_SETSID,
	BODY_KILL,
	BODY_TKILL,
	BODY_TGKILL,
	BODY_PIDFD_SEND_SIGNAL,
	BODY_RT_SIGQUEUEINFO,
	BODY_RT_TGSIGQUEUEINFO,
	BODY_PTRACE,
	BODY_PROCESS_VM_WRITEV,
	BODY_MEMFD_CREATE,
	BODY_UNSHARE,
	BODY_SETNS,
	BODY_CLONE,
	BODY_CLONE3,
	BODY_EXECVE,
	BODY_EXECVEAT,
	BODY_INIT_MODULE,
	BODY_FINIT_MODULE,
	BODY_BPF,
	BODY_CREDS,
	BODY_MPROTECT,
	BODY_MMAP,
	BODY_MMAP2,
	BODY_RENAME,
	BODY_RENAMEAT,
	BODY_RENAMEAT2,
	BODY_LINK,
	BODY_LINKAT,
	BODY_SYMLINK,
	BODY_SYMLINKAT,
	BODY_MKDIR,
	BODY_MKDIRAT,
	BODY_MKNOD,
	BODY_MKNODAT,
	BODY_CHMOD,
	BODY_FCHMOD,
	BODY_FCHMODAT,
	BODY_CHOWN,
	BODY_CHOWN16,
	BODY_FCHOWN,
	BODY_FCHOWN16,
	BODY_FCHOWNAT,
	BODY_MOUNT,
	BODY_MOVE_MOUNT,
	BODY_UMOUNT,
	BODY_UMOUNT2,
	BODY_BIND,
	BODY_LISTEN,
	BODY_ACCEPT,
	BODY_WRITE,
	BODY_WRITEV,
	BODY_SEND,
	BODY_SENDTO,
	BODY_SENDMSG,
	BODY_SENDMMSG,
	BODY_RECV,
	BODY_RECVFROM,
	BODY_RECVMSG,
	BODY_RECVMMSG,
	BODY_READ,
	BODY_READV,
};

enum compat {
	COMPAT_NONE,
	COMPAT_CALL,
	COMPAT_SOCKETCALL, /* all arguments were in memory: five and six are in the scratch memory */
	COMPAT_X32, /* one of x32's own: registers as the native ABI has them, memory as the 32-bit one */
};

/* Every such event has a return value, and arguments that were read after the call. */
#define CALL_FLAGS (EVENT_HAS_RET | EVENT_ARGS_AFTER)

/* Few bodies need it, and every register costs a read. */
static __always_inline u64 fifth_argument(enum compat compat)
{
	struct pt_regs *regs = current_regs();
	bool typed = typed_current_regs();

#if defined(__TARGET_ARCH_x86)
	return compat == COMPAT_CALL ? (u32)GET(typed, regs, di) : GET(typed, regs, r8);
#else
	return GET(typed, regs, regs[4]);
#endif
}

/* A global function, which the verifier looks at once for all bodies. */
__noinline int fill_head(scratch_ref ref, u32 kind, u32 flags, s64 ret)
{
	struct scratch *s = scratch_at(ref);

	if (s)
		fill(&s->head, kind, flags, ret);
	return 0;
}

static __always_inline void fill_through(struct scratch *s, struct event *e, enum kind kind,
					 u32 flags, s64 ret)
{
	fill_head(refer(s), kind, flags, ret);
	*e = s->head;
}

/* Fills the header of an event at the end of a system call. */
static __always_inline void fill_call(struct event *e, enum kind kind, u32 flags, s64 ret)
{
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);

	if (s)
		fill_through(s, e, kind, flags, ret);
}

#endif
