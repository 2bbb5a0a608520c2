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

const volatile struct config config SEC(".rodata.config") = {
	.cpus = 1,
	.probe_reads = 1,
	.at_sys_exit_low = -1,
	.at_sys_exit_high = -1,
	.walk_steps = 248,
};

/*
 * Does the kernel know a helper? Asked of its types when the object is loaded. What config says is
 * not known to the verifier before 5.5 (a23740ec43ba): there lib/hook/constants.ts writes it into the
 * code. Goes with 5.4.
 */
#define HAS_HELPER(name) bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_##name)

/*
 * What a static function returns that has nothing to tell: 0, but no constant to clang. It would
 * know the result of a function that only ever returns 0, leave whatever is in the register, and the
 * verifier refuses a pointer there.
 */
static __always_inline int done(void)
{
	int zero = 0;

	barrier_var(zero);
	return zero;
}

/* The BPF ring buffer: 457f44363a88, 5.8. Goes with 5.7. */
static __always_inline bool through_perf(void)
{
	return !HAS_HELPER(ringbuf_output) || config.perf;
}

/*
 * bpf_ktime_get_boot_ns: 71d19214776e, 5.8. Before it the monotonic clock, and what the host slept
 * until sonde started; a later suspend is not counted.
 */
static __always_inline u64 boot_time(void)
{
	if (HAS_HELPER(ktime_get_boot_ns))
		return bpf_ktime_get_boot_ns();
	return bpf_ktime_get_ns() + config.boot_offset;
}

/*
 * bpf_get_current_task_btf: 3ca1032ab7ab, 5.11. Its result may be read by plain loads (about 1 ns
 * against 15 of bpf_probe_read_kernel), under lockdown=confidentiality too.
 * config.typed_task is found by a trial load. Goes with 5.10.
 */
static __always_inline bool typed_task(void)
{
	return HAS_HELPER(get_current_task_btf) && config.typed_task;
}

#include "read.bpf.h"

/* Of the current task. */
#ifdef RDONLY_CAST
#define GET_COMM(to, task) GET_ARRAY(true, to, task, comm)
#else
#define GET_COMM(to, task) bpf_get_current_comm(to, sizeof(to))
#endif

static __always_inline struct task_struct *current_task(bool typed)
{
	if (typed)
		return CAST((struct task_struct *)bpf_get_current_task_btf());
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

static __always_inline u64 inode_ctime(bool typed, struct inode *inode)
{
	struct inode___from_6_6 *middle = (void *)inode;
	u64 sec, nsec;

	if (bpf_core_field_exists(inode->i_ctime_sec)) {
		sec = GET(typed, inode, i_ctime_sec);
		nsec = GET(typed, inode, i_ctime_nsec);
	} else if (bpf_core_field_exists(middle->__i_ctime)) {
		sec = GET(typed, middle, __i_ctime.tv_sec);
		nsec = GET(typed, middle, __i_ctime.tv_nsec);
	} else {
		sec = GET(typed, inode, i_ctime.tv_sec);
		nsec = GET(typed, inode, i_ctime.tv_nsec);
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

/* kernfs_node.id was a union until 67c0496e87d1, 5.5. Goes with 5.4. */
union kernfs_node_id {
	u64 id;
} __attribute__((preserve_access_index));

struct kernfs_node___before_5_5 {
	union kernfs_node_id id;
} __attribute__((preserve_access_index));

static __always_inline u64 kernfs_id(struct kernfs_node *node)
{
	if (bpf_core_field_exists(node->id))
		return BPF_CORE_READ(node, id);
	return BPF_CORE_READ((struct kernfs_node___before_5_5 *)node, id.id);
}

/* sock.sk_type and sk_protocol were bit fields until bf9765145b85, 5.6. Goes with 5.5. */
static __always_inline u16 socket_type(bool typed, struct sock *sk)
{
	if (bpf_core_field_size(sk->sk_type) == sizeof(sk->sk_type))
		return GET(typed, sk, sk_type);
	return GET_BITFIELD(false, sk, sk_type);
}

static __always_inline u16 socket_protocol(bool typed, struct sock *sk)
{
	if (bpf_core_field_size(sk->sk_protocol) == sizeof(sk->sk_protocol))
		return GET(typed, sk, sk_protocol);
	return GET_BITFIELD(false, sk, sk_protocol);
}

/* What a program is attached to, before 9e15db66136a (5.5) not kept by name. Goes with 5.4. */
static __always_inline const char *attached_to(struct bpf_prog *prog)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(prog, aux);

	if (!bpf_core_field_exists(aux->attach_func_name))
		return NULL;
	return BPF_CORE_READ(aux, attach_func_name);
}

/* The tracepoint task_rename says which thread, except from 6.16 to 6.18 (seen in Debian's). */
static __always_inline s32 renamed_thread(struct trace_event_raw_task_rename *args, s32 unknown)
{
	return bpf_core_field_exists(args->pid) ? args->pid : unknown;
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
	return GET_BITFIELD(typed, task, in_execve);
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
 * x32: a 64-bit task's call whose number has this bit, and pointers of 32 bits where it is one of
 * those that no other ABI has (arch/x86/entry/syscalls/syscall_64.tbl).
 */
#define X32_BIT 0x40000000
#define X32_FIRST 512
#define X32_LAST 547

/* The number of a system call, with that bit; -1 outside of one. */
static __always_inline u32 call_number(bool typed, struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return GET(typed, regs, orig_ax);
#else
	return GET(typed, regs, syscallno);
#endif
}

static __always_inline bool is_x32(u32 nr)
{
#if defined(__TARGET_ARCH_x86)
	return nr >> 30 == X32_BIT >> 30;
#else
	return false;
#endif
}

/*
 * The registers of the current system call, for tracepoints that do not pass them.
 * bpf_task_pt_regs: dd6e10fbd9fb, 5.15. Before it they end at the top of the kernel stack, 16 KiB
 * on both architectures (x86 without KASAN). Goes with 5.10.
 */
static __always_inline bool typed_current_regs(void)
{
	return config.task_pt_regs && HAS_HELPER(task_pt_regs);
}

static __always_inline struct pt_regs *current_regs(void)
{
	if (typed_current_regs())
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct task_struct *task = (void *)bpf_get_current_task();
	return (void *)((u64)BPF_CORE_READ(task, stack) + 16384 -
			bpf_core_type_size(struct pt_regs));
}

/*
 * Maps' own functions, which the verifier calls in place of the helper, return long from
 * d7ba4cc900bf, 6.4, on. Before it an int, whose sign does not reach a program's 64 bits: for whoever
 * asks which error it is.
 */
static __always_inline int map_update(void *map, const void *key, const void *value, u64 flags)
{
	return (int)bpf_map_update_elem(map, key, value, flags);
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

	read_kernel(&string, sizeof(string), ctx + n);
	return string;
}

/* Without CONFIG_IPV6 a socket has no room for such addresses. */
static __always_inline bool has_ipv6(void)
{
	struct sock *sk = NULL;

	return bpf_core_field_exists(sk->__sk_common.skc_v6_daddr);
}

/* bpf_sock_from_file: 4f19cab76136, 5.11. Goes with 5.10. */
static __always_inline bool can_tell_socket(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_sock_from_file);
}

/*
 * iov_iter.iov became __iov: de4f5fed3f23, 6.4; iter_type, a bit each before 8cd54c1c8480 (5.14),
 * was then called type. ITER_UBUF: fcb14cb1bdac, 6.0.
 */
struct iov_iter___before_6_4 {
	struct iovec *iov;
} __attribute__((preserve_access_index));

struct msghdr___before_6_4 {
	struct iov_iter___before_6_4 msg_iter;
} __attribute__((preserve_access_index));

struct iov_iter___before_5_14 {
	u32 type;
} __attribute__((preserve_access_index));

struct msghdr___before_5_14 {
	struct iov_iter___before_5_14 msg_iter;
} __attribute__((preserve_access_index));

#define ITER_IOVEC_BIT 4 /* with one for the direction */

/*
 * The user memory that a message is in, or is to go to, as far as it lies in one piece. moved: bytes
 * that the iterator has been moved over.
 */
static __always_inline u64 message_memory(bool typed, struct msghdr *msg, u64 moved, u64 *room)
{
	struct iov_iter *iter = &msg->msg_iter;
	u64 offset = GET(typed, msg, msg_iter.iov_offset);
	struct iovec *iov;
	u64 base, len;

	if (bpf_core_field_exists(iter->iter_type)) {
		u32 type = GET(typed, msg, msg_iter.iter_type);

		if (bpf_core_field_exists(iter->ubuf) &&
		    type == bpf_core_enum_value(enum iter_type, ITER_UBUF)) {
			*room = GET(typed, msg, msg_iter.count) + moved;
			return (u64)GET(typed, msg, msg_iter.ubuf) + offset - moved;
		}
		if (type != bpf_core_enum_value(enum iter_type, ITER_IOVEC))
			return 0;
	} else {
		struct msghdr___before_5_14 *old = (void *)msg;

		if ((GET(typed, old, msg_iter.type) & ~1) != ITER_IOVEC_BIT)
			return 0;
	}
	if (bpf_core_field_exists(iter->__iov))
		iov = GET(typed, msg, msg_iter.__iov);
	else
		iov = GET(typed, (struct msghdr___before_6_4 *)msg, msg_iter.iov);
	if (offset < moved) {
		/* A piece that is full has been left behind, where no typed pointer leads. */
		if (typed)
			return 0;
		iov--;
	}
	base = (u64)GET(typed, iov, iov_base);
	len = GET(typed, iov, iov_len);
	if (offset < moved)
		offset = len;
	if (offset < moved || offset - moved > len)
		return 0;
	*room = len - (offset - moved);
	return base + offset - moved;
}

#endif
