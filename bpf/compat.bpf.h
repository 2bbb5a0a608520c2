/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Every difference between kernels, one entry each: what differs, since when (upstream commit),
 * and from which oldest supported kernel on the entry can go.
 */
#ifndef SONDE_COMPAT_BPF_H
#define SONDE_COMPAT_BPF_H

#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "control.h"

const volatile struct config config SEC(".rodata.config") = { .cpus = 1, .kernel_reads = 1 };

/*
 * bpf_get_current_task_btf: 3ca1032ab7ab, 5.11. Its result may be read by plain loads (about 1 ns
 * against 15 of bpf_probe_read_kernel), and is all that is left under lockdown=confidentiality.
 * config.typed_task is found by a trial load; GET() reads a field either way. Goes with 5.10.
 */

#define GET(typed, ptr, field)                                                                     \
	({                                                                                         \
		typeof((ptr)->field) value_;                                                       \
		if (typed)                                                                         \
			value_ = (ptr)->field;                                                     \
		else                                                                               \
			bpf_core_read(&value_, sizeof(value_), &(ptr)->field);                     \
		value_;                                                                            \
	})

static __always_inline struct task_struct *current_task(bool typed)
{
	if (typed)
		return bpf_get_current_task_btf();
	return (struct task_struct *)bpf_get_current_task();
}

/* task_struct.real_start_time was renamed start_boottime: cf25e24db61c, 5.5. */
struct task_struct___before_5_5 {
	u64 real_start_time;
} __attribute__((preserve_access_index));

static __always_inline u64 start_time(bool typed, struct task_struct *task)
{
	if (bpf_core_field_exists(task->start_boottime))
		return GET(typed, task, start_boottime);
	return BPF_CORE_READ((struct task_struct___before_5_5 *)task, real_start_time);
}

/* inode.i_mtime became __i_mtime in 6.7 (12cd44023651), two integers in 6.11 (3aa63a569c64). */
struct inode___from_6_7 {
	struct timespec64 __i_mtime;
} __attribute__((preserve_access_index));

static __always_inline u64 inode_mtime(bool typed, struct inode *inode)
{
	struct inode___from_6_7 *middle = (void *)inode;
	u64 sec, nsec;

	if (bpf_core_field_exists(inode->i_mtime_sec)) {
		sec = GET(typed, inode, i_mtime_sec);
		nsec = GET(typed, inode, i_mtime_nsec);
	} else if (bpf_core_field_exists(middle->__i_mtime)) {
		sec = GET(typed, middle, __i_mtime.tv_sec);
		nsec = GET(typed, middle, __i_mtime.tv_nsec);
	} else {
		sec = GET(typed, inode, i_mtime.tv_sec);
		nsec = GET(typed, inode, i_mtime.tv_nsec);
	}
	return sec * 1000000000ULL + nsec;
}

/* inode.i_ctime became __i_ctime in 6.6 (13bc24457850), two integers in 6.11 (3aa63a569c64). */
struct inode___from_6_6 {
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));

static __always_inline u64 inode_ctime(struct inode *inode)
{
	struct inode___from_6_6 *middle = (void *)inode;
	u64 sec, nsec;

	if (bpf_core_field_exists(inode->i_ctime_sec)) {
		sec = BPF_CORE_READ(inode, i_ctime_sec);
		nsec = BPF_CORE_READ(inode, i_ctime_nsec);
	} else if (bpf_core_field_exists(middle->__i_ctime)) {
		sec = BPF_CORE_READ(middle, __i_ctime.tv_sec);
		nsec = BPF_CORE_READ(middle, __i_ctime.tv_nsec);
	} else {
		sec = BPF_CORE_READ(inode, i_ctime.tv_sec);
		nsec = BPF_CORE_READ(inode, i_ctime.tv_nsec);
	}
	return sec * 1000000000ULL + nsec;
}

/* kernfs_node.parent became __parent in 6.15 (633488947ef6). */
struct kernfs_node___from_6_15 {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	if (bpf_core_field_exists(node->parent))
		return BPF_CORE_READ(node, parent);
	return BPF_CORE_READ((struct kernfs_node___from_6_15 *)node, __parent);
}

/* task_struct.loginuid is there only with CONFIG_AUDIT; -1 is the kernel's own "not set". */
static __always_inline u32 login_uid(bool typed, struct task_struct *task)
{
	if (bpf_core_field_exists(task->loginuid))
		return GET(typed, task, loginuid.val);
	return (u32)-1;
}

/* exec renames the task itself; true inside it. */
static __always_inline bool in_exec(bool typed, struct task_struct *task)
{
	if (!bpf_core_field_exists(task->in_execve))
		return false;
	if (typed)
		return BPF_CORE_READ_BITFIELD(task, in_execve);
	return BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
}

/*
 * The 32-bit ABI as the kernel itself tells it: TS_COMPAT on x86 (set by int 0x80 from a 64-bit
 * process too), TIF_32BIT on arm64. Never the executable's ELF class.
 */
static __always_inline bool is_compat(bool typed, struct task_struct *task)
{
#if defined(__TARGET_ARCH_x86)
	return GET(typed, task, thread_info.status) & 0x2;
#else
	return GET(typed, task, thread_info.flags) & (1UL << 22);
#endif
}

/*
 * The registers of the current system call, for tracepoints that do not pass them.
 * bpf_task_pt_regs: dd6e10fbd9fb, 5.15. Before it they end at the top of the kernel stack, 16 KiB
 * on both architectures (x86 without KASAN). Goes with 5.10.
 */
static __always_inline struct pt_regs *current_regs(void)
{
	if (config.task_pt_regs)
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct task_struct *task = (void *)bpf_get_current_task();
	return (void *)((u64)BPF_CORE_READ(task, stack) + 16384 -
			bpf_core_type_size(struct pt_regs));
}

/* Arguments of a function that a kprobe sits on. */
#if defined(__TARGET_ARCH_x86)
#define FIRST(regs) ((regs)->di)
#define SECOND(regs) ((regs)->si)
#define THIRD(regs) ((regs)->dx)
#define FOURTH(regs) ((regs)->cx)
#define FIFTH(regs) ((regs)->r8)
#else
#define FIRST(regs) ((regs)->regs[0])
#define SECOND(regs) ((regs)->regs[1])
#define THIRD(regs) ((regs)->regs[2])
#define FOURTH(regs) ((regs)->regs[3])
#define FIFTH(regs) ((regs)->regs[4])
#endif

/*
 * bpf_get_func_ret: f92c1e183604, 5.17. Before it the return value's place is that behind the
 * arguments, whose number differs between kernels. Goes with 5.10.
 */
static __always_inline bool can_ask_return(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_func_ret);
}

/* A char * argument of a traced function: as a load, only from 84ad7a7ab69f, 5.13, on. */
static __always_inline const char *string_argument(u64 *ctx, u32 n)
{
	const char *string = NULL;

	bpf_probe_read_kernel(&string, sizeof(string), ctx + n);
	return string;
}

#endif
