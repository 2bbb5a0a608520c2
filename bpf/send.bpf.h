/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From a finished record to the recorder: through the ring, or, without one, a perf buffer. Nothing
 * else touches them.
 */
#ifndef SONDE_SEND_BPF_H
#define SONDE_SEND_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* resized before load */
} events SEC(".maps");

/* Records that one run of a program may submit. */
#define OUTBOX_RECORDS 3

struct waiting {
	u32 len; /* 0: none */
	u32 kind;
	u8 data[RECORD_MAX];
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

#endif
