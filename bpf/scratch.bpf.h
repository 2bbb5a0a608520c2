/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Working memory for what the stack has no room for. A small record is built on the stack, so that
 * nesting needs no care; one that holds strings in memory of its CPU.
 */
#ifndef SONDE_SCRATCH_BPF_H
#define SONDE_SCRATCH_BPF_H

#define STRING_MAX 4096 /* longest single string in a record, PATH_MAX */
#define RECORD_LIMIT 16384 /* strings of a large record start below this */
/* Of the longest path: the kernel knows longer ones than those of PATH_MAX, which can be passed to it. */
#define PATH_SPACE 8192
#define PATH_COPIED 128 /* bytes of a path that are copied by words */
#define RECORD_MAX (RECORD_LIMIT + PATH_SPACE)

/* Written and read there and then. */
#define KEPT(number) (*(volatile u32 *)&(number))
#define KEPT_LONG(number) (*(volatile u64 *)&(number))

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
	u8 data[RECORD_MAX]; /* the record */
	struct event head; /* for those who build their record elsewhere */
	/* Addresses in the kernel, for global functions: none takes a typed pointer, and here it is a number. */
	struct location root; /* up to which paths go; none: the current process's */
	u64 at; /* where a walk towards it is */
	u64 at_mnt;
	u64 top; /* the root of that mount */
	u64 sk; /* a socket that is looked at */
	u8 path[NAME_SPACE + PATH_SPACE + NAME_SPACE]; /* one that is put together, from its end */
	u32 begin; /* of it; in memory, where the verifier does not follow its value */
	u32 strides; /* that are left of a walk, for the same reason */
	u32 end; /* where a list of strings ends, for the same reason */
	u32 slot; /* its own number */
	u32 truncated; /* EVENT_TRUNCATED once a string was cut */
	u32 filled; /* of a record so far; in memory like `begin` */
	struct text environment[4];
	u32 environment_end;
	u32 environment_torn;
	struct {
		u32 pid;
		struct address local;
		struct address remote;
	} ancestor;
	u32 users; /* of a shared slot: its owner, and who looks whether it has one */
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

static __always_inline struct scratch *find_scratch(u32 slot)
{
	u32 key = bpf_get_smp_processor_id() * SLOT_MAX + slot;

	return bpf_map_lookup_elem(&scratches, &key);
}

/* Working memory for a large record. A function, because each look-up takes the kernel a while to compile. */
static __noinline struct scratch *scratch_of(u32 slot)
{
	struct scratch *s = find_scratch(slot);

	if (s)
		s->slot = slot;
	return s;
}

/*
 * A slot for a program that has none of its own: many that run rarely share a few, and none may
 * be interrupted by another that writes to the same memory. Negative when all are taken. Who finds
 * nobody else there after it has entered is the owner: whoever comes later finds two, and leaves. Two
 * that enter at a time may both leave.
 */
__noinline int take_slot(void)
{
	for (u32 slot = SLOT_SHARED; slot <= SLOT_SHARED_LAST; slot++) {
		struct scratch *s = find_scratch(slot); /* with less stack */

		if (!s)
			return -1;
		__sync_fetch_and_add(&s->users, 1);
		if (KEPT(s->users) == 1)
			return slot;
		__sync_fetch_and_add(&s->users, -1);
	}
	return -1;
}

/* At the beginning of a record. NULL only to the verifier. */
static __always_inline struct scratch *scratch_begin(u32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (s) {
		s->truncated = 0;
		s->root.dentry = 0;
	}
	return s;
}

/* The same in a shared slot, which is to be given back; NULL when all are taken. */
static __always_inline struct scratch *take_scratch(void)
{
	s32 slot = take_slot();

	return slot < 0 ? NULL : scratch_begin(slot);
}

static __always_inline void give_back(struct scratch *s)
{
	__sync_fetch_and_add(&s->users, -1);
}

/*
 * How a global function is given working memory. By its number, or, where the kernel has both, as a
 * pointer: e5069b9c23b3, 5.13.
 */
#ifdef RDONLY_CAST
typedef struct scratch *scratch_ref;

static __always_inline scratch_ref refer(struct scratch *s)
{
	return s;
}

static __always_inline struct scratch *scratch_at(scratch_ref ref)
{
	return ref;
}
#else
typedef u32 scratch_ref;

static __always_inline scratch_ref refer(struct scratch *s)
{
	return s->slot;
}

static __always_inline struct scratch *scratch_at(scratch_ref ref)
{
	return scratch_of(ref);
}
#endif

#endif
