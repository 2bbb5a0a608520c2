/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From a hook to the ring: is it wanted, count it as seen, fill the header, send it, and count
 * what could not be sent. Nothing else touches the ring or the counters.
 *
 * A small record is built on the stack, so that nesting needs no care; one that holds strings in
 * per-CPU scratch memory.
 */
#ifndef SONDE_EVENT_BPF_H
#define SONDE_EVENT_BPF_H

#include "compat.bpf.h"

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"
#include "events.h"
#pragma clang diagnostic pop

#define STRING_MAX 4096 /* longest single string in a record, PATH_MAX */
#define RECORD_LIMIT 16384 /* strings of a large record start below this */
#define WALK_MAX 64 /* path components */

struct control control SEC(".data.control");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* resized before load */
} events SEC(".maps");

/* Entry kind * CPUs + cpu. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, struct point_counts);
} counts SEC(".maps");

/* A record that waits in a table for the end of the operation that it is about. */
struct pending {
	u64 id; /* of the system call */
	u64 object; /* what the operation is about, or 0; the kind says what */
	u32 len; /* of the record */
	u32 kind;
};

/* A system call that ends. */
struct call {
	u64 arg[4];
	s64 ret;
	u32 slot; /* memory for a large record */
	u16 body;
	u8 door; /* enum door */
	u8 compat; /* enum compat */
};

struct scratch {
	struct pending pending; /* right before the record: they are kept together */
	u8 data[RECORD_LIMIT + STRING_MAX]; /* the record */
	struct event head; /* for those who build their record elsewhere */
	u64 root; /* dentry up to which paths go; 0: the current process's */
	u64 root_mnt;
	u64 at; /* where a walk towards it is */
	u64 at_mnt;
	u64 top; /* the root of that mount */
	u64 walk[WALK_MAX]; /* names of a path, leaf first */
	u32 walked; /* how many; in memory, where the verifier does not follow its value */
	u32 end; /* where a path that is being put together ends, for the same reason */
	u32 truncated; /* EVENT_TRUNCATED once a string was cut */
	u32 filled; /* of a record so far, for the same reason */
	struct text environment[4];
	u32 environment_end;
	u32 environment_torn;
	struct {
		u32 pid;
		struct address local;
		struct address remote;
	} ancestor;
	struct call call; /* here the verifier does not follow what each ABI makes of it */
	u64 rest[2]; /* more of its arguments, of which it has four itself */
};

/*
 * Who may build a large record: one for each program that does. A program never runs twice at a
 * time on one CPU: it is not preempted, or, where it may be (seen on 7.2), the kernel skips it for
 * whoever else comes by meanwhile, and counts that as missed.
 */
enum slot {
	SLOT_EXEC,
	SLOT_HELPER,
	SLOT_SYS_EXIT,
	SLOT_MODULE_LOAD,
	SLOT_DNS_IN,
	SLOT_DNS_OUT,
	SLOT_DNS_OUT6,
	SLOT_SHARED, /* taken and given back: take_slot() */
	SLOT_SHARED_LAST = SLOT_SHARED + 2,
	SLOT_MAX,
};

/* Entry cpu * SLOT_MAX + slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOT_MAX); /* resized before load */
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

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

static __always_inline struct point_counts *counts_of(u32 kind)
{
	u32 key = kind * config.cpus + bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&counts, &key);
}

/*
 * What many places need is a function: in the code of each it would have to be verified, and what
 * does not apply to this kernel removed, once for each. A global one is looked at once in each
 * program (51c39bb1d5d1, 5.6).
 */
__noinline int count_lost(u32 kind, u32 reason)
{
	struct point_counts *c = counts_of(kind);

	barrier_var(reason); /* check and use in one register */
	if (c && reason < LOSS_MAX)
		__sync_fetch_and_add(&c->lost[reason], 1);
	return 0;
}

/* The same, for what is itself a function that many call: with less stack. */
static __always_inline void count_unsent(u32 kind, enum loss reason)
{
	struct point_counts *c = counts_of(kind);

	if (c)
		__sync_fetch_and_add(&c->lost[reason], 1);
}

#include "filter.bpf.h"

static __always_inline void count_seen(u32 kind)
{
	struct point_counts *c = counts_of(kind);

	if (c)
		__sync_fetch_and_add(&c->seen, 1);
}

static __always_inline bool concerns(u32 kind)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (!(control.enabled >> (kind & 63) & 1) || pid == control.self)
		return false;
	return !control.follow || in_tree(pid);
}

/* Whether it is worth while to prepare an event of this kind: wanted() decides later. */
__noinline int interesting(u32 kind)
{
	return concerns(kind);
}

static __always_inline bool is_recorded(u32 kind)
{
	struct point_counts *c;

	if (!concerns(kind))
		return false;
	if (control.testing) {
		c = counts_of(kind);
		if (c)
			__sync_fetch_and_add(&c->fired, 1);
		return false;
	}
	if (config.filters && rejects_process())
		return false;
	if (!judged_late(kind))
		count_seen(kind);
	return true;
}

/* Is the current process's event of this kind to be recorded? It then counts as seen, unless it is judged late. */
__noinline int passes(u32 kind)
{
	return is_recorded(kind);
}

int check_creds(u32 kind); /* escalation.bpf.h */

/* The same, and a look at whether the thread may be what it is. */
__noinline int wanted(u32 kind)
{
	if (!is_recorded(kind))
		return 0;
	if (config.watch_creds)
		check_creds(kind);
	return 1;
}

/*
 * For an event that comes later, maybe under another process: what the current process begins is
 * recorded.
 */
__noinline int awaited(u32 kind)
{
	return concerns(kind) && (control.testing || !config.filters || !rejects_process());
}

/* That event is there: is it to be sent? It then counts as seen. */
static __noinline int has_come(void *record, u32 kind)
{
	struct point_counts *c;

	if (!(control.enabled >> (kind & 63) & 1))
		return 0;
	if (control.testing) {
		c = counts_of(kind);
		if (c)
			__sync_fetch_and_add(&c->fired, 1);
		return 0;
	}
	if (judged_late(kind) && rejects_record(record, kind))
		return 0;
	count_seen(kind);
	return 1;
}

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
		return ns ? GET(typed, ns, ns.inum) : 0;
	}
	/* A variable index into a typed pointer is refused by the verifier. */
	if (!config.kernel_reads)
		return 0;
	struct upid *upid = (void *)&pid->numbers[0];

	bpf_probe_read_kernel(&ns, sizeof(ns),
			      (void *)&upid->ns + level * bpf_core_type_size(struct upid));
	return BPF_CORE_READ(ns, ns.inum);
}

/*
 * Fills the header for the current task. ret counts only with EVENT_HAS_RET in flags. typed: by
 * plain loads, where config.typed_task allows it: fast, but each costs the verifier a search
 * through all of the kernel's BTF (6.18: 10 ms), so only where it pays.
 */
static __always_inline void fill_as(bool typed, struct event *e, enum kind kind, u32 flags, s64 ret)
{
	struct task_struct *task = current_task(typed);
	struct task_struct *leader, *parent;
	struct cred *cred;
	struct nsproxy *nsproxy;
	u64 pid_tgid = bpf_get_current_pid_tgid();
	u32 task_flags = GET(typed, task, flags);

	e->ts = boot_time();
	e->cgroup = bpf_get_current_cgroup_id();
	e->ret = ret;
	e->kind = kind;
	e->cpu = bpf_get_smp_processor_id();
	e->pid = pid_tgid >> 32;
	e->tid = pid_tgid;

	leader = GET(typed, task, group_leader);
	e->start = leader ? start_time(typed, leader) : 0;
	parent = GET(typed, task, real_parent);
	e->ppid = parent ? GET(typed, parent, tgid) : 0;

	cred = GET(typed, task, real_cred);
	e->uid = cred ? GET(typed, cred, uid.val) : -1;
	e->gid = cred ? GET(typed, cred, gid.val) : -1;
	e->euid = cred ? GET(typed, cred, euid.val) : -1;

	nsproxy = GET(typed, task, nsproxy);
	struct mnt_namespace *mnt_ns = nsproxy ? GET(typed, nsproxy, mnt_ns) : NULL;

	e->mntns = mnt_ns ? GET(typed, mnt_ns, ns.inum) : 0;
	e->pidns = pid_namespace(typed, task);

	if (is_compat(typed, task))
		flags |= EVENT_COMPAT;
	else if (config.x32 && is_x32(call_number(!config.kernel_reads, current_regs())))
		flags |= EVENT_X32;
	if (task_flags & PF_KTHREAD)
		flags |= EVENT_KTHREAD;
	if (task_flags & PF_IO_WORKER)
		flags |= EVENT_IO_WORKER;
	e->flags = flags;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
}

static __always_inline void fill(struct event *e, enum kind kind, u32 flags, s64 ret)
{
	if (config.kernel_reads)
		fill_as(false, e, kind, flags, ret);
	else
		fill_as(true, e, kind, flags, ret);
}

/* Records that one run of a program may submit. */
#define OUTBOX_RECORDS 3

struct waiting {
	u32 len; /* 0: none */
	u32 kind;
	u8 data[RECORD_LIMIT + STRING_MAX];
};

/*
 * Without a ring buffer a record goes through a perf buffer, and that takes the program's context,
 * which bodies do not have: it waits here, one outbox per CPU, until the program ends.
 */
struct outbox {
	struct waiting records[OUTBOX_RECORDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, struct outbox);
} outboxes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, u32);
} perf_events SEC(".maps");

static __always_inline struct outbox *outbox(void)
{
	u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&outboxes, &cpu);
}

static __always_inline bool put(struct waiting *w, void *record, u64 len, enum kind kind)
{
	barrier_var(len);
	if (len > sizeof(w->data))
		return false;
	if (bpf_probe_read_kernel(w->data, len, record))
		return false;
	w->kind = kind;
	w->len = len;
	return true;
}

static __always_inline void post(void *record, u64 len, enum kind kind)
{
	struct outbox *box = outbox();

	if (box && !box->records[0].len) {
		if (put(&box->records[0], record, len, kind))
			return;
	} else if (box && !box->records[1].len) {
		if (put(&box->records[1], record, len, kind))
			return;
	} else if (box && !box->records[2].len) {
		if (put(&box->records[2], record, len, kind))
			return;
	}
	count_unsent(kind, LOSS_SCRATCH);
}

static __always_inline void take(void *ctx, struct waiting *w)
{
	u64 len = w->len;

	barrier_var(len);
	if (!len || len > sizeof(w->data))
		return;
	if (bpf_perf_event_output(ctx, &perf_events, BPF_F_CURRENT_CPU, w->data, len))
		count_unsent(w->kind, LOSS_BUFFER);
	w->len = 0;
}

/* At the end of every program that may submit; ret is handed on. */
static __always_inline int deliver(void *ctx, int ret)
{
	struct outbox *box;

	if (!through_perf())
		return ret;
	box = outbox();
	if (box) {
		take(ctx, &box->records[0]);
		take(ctx, &box->records[1]);
		take(ctx, &box->records[2]);
	}
	return ret;
}

/* libbpf's, with deliver(). */
#undef BPF_PROG
#define BPF_PROG(name, args...)                                                                    \
	name(unsigned long long *ctx);                                                             \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx, ##args);        \
	typeof(name(0)) name(unsigned long long *ctx)                                              \
	{                                                                                          \
		_Pragma("GCC diagnostic push")                                                     \
			_Pragma("GCC diagnostic ignored \"-Wint-conversion\"") return deliver(     \
				ctx, ____##name(___bpf_ctx_cast(args)));                           \
		_Pragma("GCC diagnostic pop")                                                      \
	}                                                                                          \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx, ##args)

/*
 * No wake-up: the recorder looks by itself every few milliseconds, so that the traced process
 * never pays for an interrupt.
 */
static __noinline int send(void *record, u64 len, u32 kind)
{
	if (through_perf())
		post(record, len, kind);
	else if (bpf_ringbuf_output(&events, record, len, BPF_RB_NO_WAKEUP))
		count_unsent(kind, LOSS_BUFFER);
	return done();
}

/* The same from a program that may have interrupted another one. */
static __always_inline void send_at_once(void *ctx, void *record, u64 len, enum kind kind)
{
	long failed = through_perf() ? bpf_perf_event_output(ctx, &perf_events, BPF_F_CURRENT_CPU,
							     record, len)
				     : bpf_ringbuf_output(&events, record, len, BPF_RB_NO_WAKEUP);

	if (failed)
		count_unsent(kind, LOSS_BUFFER);
}

/* An event that is judged by what it carries is judged here. */
static __noinline int judge_and_send(void *record, u64 len, u32 kind)
{
	if (judged_late(kind)) {
		if (rejects_record(record, kind))
			return done();
		count_seen(kind);
	}
	send(record, len, kind);
	return done();
}

static __always_inline void submit(void *record, u32 len, enum kind kind)
{
	judge_and_send(record, len, kind);
}

/* A record of variable length. The barrier keeps check and use in one register. */
static __always_inline void submit_up_to(void *record, u64 len, u32 size, enum kind kind)
{
	barrier_var(len);
	if (len <= size)
		judge_and_send(record, len, kind);
	else
		count_lost(kind, LOSS_SCRATCH);
}

/* Working memory for a large record. A function, because each look-up takes the kernel a while to compile. */
static __noinline struct scratch *scratch_of(u32 slot)
{
	u32 key = bpf_get_smp_processor_id() * SLOT_MAX + slot;

	return bpf_map_lookup_elem(&scratches, &key);
}

/* Which of the shared slots are taken. Key as in scratches. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, u32);
} taken SEC(".maps");

/*
 * A slot for a program that has none of its own: many that run rarely share a few, and none may
 * be interrupted by another that writes to the same memory. Negative when all are taken.
 */
__noinline int take_slot(void)
{
	u32 first = bpf_get_smp_processor_id() * SLOT_MAX, one = 1;

	for (u32 slot = SLOT_SHARED; slot <= SLOT_SHARED_LAST; slot++) {
		u32 key = first + slot;

		if (!bpf_map_update_elem(&taken, &key, &one, BPF_NOEXIST))
			return slot;
	}
	return -1;
}

static __always_inline void give_back(s32 slot)
{
	u32 key = bpf_get_smp_processor_id() * SLOT_MAX + slot;

	bpf_map_delete_elem(&taken, &key);
}

/* The same, at the beginning of a record. */
static __always_inline struct scratch *scratch_begin(enum slot slot)
{
	struct scratch *s = scratch_of(slot);

	if (s) {
		s->truncated = 0;
		s->root = 0;
	}
	return s;
}

#include "escalation.bpf.h"

#endif
