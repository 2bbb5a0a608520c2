/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * An operation that is seen twice: where the kernel has resolved its paths, and where it has its
 * outcome. The first hook builds the record and keeps it under its thread, the second one fills in
 * the header and sends it. What is kept tells the system call that it belongs to, so that one whose
 * end was missed is never taken for another's.
 */
#ifndef SONDE_PENDING_BPF_H
#define SONDE_PENDING_BPF_H

#include "syscall.bpf.h"

#define PENDING_SMALL 640
#define PENDING_LARGE (2 * STRING_MAX + 512)

struct pending_small {
	struct pending pending;
	u8 record[PENDING_SMALL];
};

struct pending_large {
	struct pending pending;
	u8 record[PENDING_LARGE];
};

/* By thread. Most paths are short; the memory is there before anything is hooked. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct pending_small);
} pending_small SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, struct pending_large);
} pending_large SEC(".maps");

/* Number and arguments of the system call that the current thread is in, as one number. */
static __always_inline u64 call_id(void)
{
	struct pt_regs *regs = current_regs();
	u64 r[5] = {};
	u64 id = 0;

#if defined(__TARGET_ARCH_x86)
	/* cx, dx, si, di, orig_ax lie in a row: none of them changes during the call. */
	read_kernel(r, sizeof(r), &regs->cx);
#else
	read_kernel(r, 3 * sizeof(*r), &regs->regs[1]);
	r[3] = BPF_CORE_READ(regs, orig_x0);
	r[4] = BPF_CORE_READ(regs, syscallno);
#endif
	for (int i = 0; i < 5; i++)
		id = (id ^ r[i]) * 0x9e3779b97f4a7c15ULL;
	return id;
}

/* Keeps the record in s; without room for it the operation's end gives the paths as passed. */
static __always_inline void keep(struct scratch *s, enum kind kind, u32 len, u64 object)
{
	u64 thread = bpf_get_current_pid_tgid();

	s->pending.id = call_id();
	s->pending.object = object;
	s->pending.len = len;
	s->pending.kind = kind;
	if (len <= PENDING_SMALL)
		bpf_map_update_elem(&pending_small, &thread, s, BPF_ANY);
	else if (len <= PENDING_LARGE)
		bpf_map_update_elem(&pending_large, &thread, s, BPF_ANY);
}

static __always_inline bool belongs(struct pending *p, enum kind kind)
{
	return p && p->kind == kind && p->id == call_id();
}

/* What the current thread's system call has left, with the size of its memory, or NULL. */
static __always_inline struct pending *kept(enum kind kind, u32 *size)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct pending *p;

	if (!reads_kernel())
		return NULL;
	p = bpf_map_lookup_elem(&pending_small, &thread);
	*size = PENDING_SMALL;
	if (belongs(p, kind))
		return p;
	p = bpf_map_lookup_elem(&pending_large, &thread);
	*size = PENDING_LARGE;
	return belongs(p, kind) ? p : NULL;
}

static __always_inline void forget(u32 size)
{
	u64 thread = bpf_get_current_pid_tgid();

	if (size == PENDING_SMALL)
		bpf_map_delete_elem(&pending_small, &thread);
	else
		bpf_map_delete_elem(&pending_large, &thread);
}

/* Sends a record that lies behind its struct pending. */
static __always_inline void send_kept(struct pending *p, u32 size, enum kind kind, u32 flags,
				      s64 ret)
{
	struct event *e = (void *)(p + 1);

	fill(e, kind, e->flags | flags, ret);
	submit_up_to(e, p->len, size, kind);
}

/* The end of an operation; 0 when nothing was kept of its beginning. */
__noinline int finish(u32 kind, s64 ret)
{
	struct pending *p;
	u32 size;

	p = kept(kind, &size);
	if (!p)
		return 0;
	if (wanted(kind))
		send_kept(p, size, kind, EVENT_HAS_RET, ret);
	forget(size);
	return 1;
}

/* A string at the end of a record, with its NUL: where it is, and how long the record is then. */
static __always_inline u32 placed(struct text *text, u32 at, u32 len)
{
	text->off = len ? at : 0;
	text->len = len;
	return len ? at + len + 1 : at;
}

/*
 * The same for one of several: how long the record is so far is kept in memory, where the verifier does
 * not follow its value. Else it would go through all that follows once for every string that may be
 * absent.
 */
static __always_inline void place(struct scratch *s, struct text *text, u32 len)
{
	KEPT(s->filled) = placed(text, KEPT(s->filled), len);
}

#endif
