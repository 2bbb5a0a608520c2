/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Working memory for what the stack has no room for. A small record is built on the stack, so that
 * nesting needs no care; one that holds strings in memory of its CPU.
 */
#ifndef SONDE_SCRATCH_BPF_H
#define SONDE_SCRATCH_BPF_H

#define STRING_MAX 4096 /* longest single string in a record, PATH_MAX */
#define RECORD_LIMIT 16384 /* strings of a large record start below this */
#define WALK_MAX 64 /* path components */

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
	u8 data[RECORD_LIMIT + STRING_MAX]; /* the record */
	struct event head; /* for those who build their record elsewhere */
	/* Addresses in the kernel, for global functions: none takes a typed pointer, and here it is a number. */
	u64 root; /* dentry up to which paths go; 0: the current process's */
	u64 root_mnt;
	u64 at; /* where a walk towards it is */
	u64 at_mnt;
	u64 top; /* the root of that mount */
	u64 sk; /* a socket that is looked at */
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
	return find_scratch(slot);
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

static __always_inline void give_back(s32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (s)
		__sync_fetch_and_add(&s->users, -1);
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

#endif
