/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Strings appended to the record in a program's scratch memory, at an offset from its start. All
 * return the length appended, without the ending NUL; 0 when nothing could be read.
 *
 * Most are global functions, so that the verifier looks at each once and not again from every place that
 * calls it (51c39bb1d5d1, 5.6).
 */
#ifndef SONDE_STRINGS_BPF_H
#define SONDE_STRINGS_BPF_H

#include "event.bpf.h"

/* The mask says to the verifier what the callers' checks have made sure of. */
#define TAIL(s, off)                                                                               \
	({                                                                                         \
		u32 off_ = (off);                                                                  \
		barrier_var(off_);                                                                 \
		(s)->data + (off_ & (RECORD_LIMIT - 1));                                           \
	})

__noinline int append_user_string(scratch_ref ref, u32 off, u64 string)
{
	struct scratch *s = scratch_at(ref);
	long n;

	if (!s || off >= RECORD_LIMIT)
		return 0;
	n = bpf_probe_read_user_str(TAIL(s, off), STRING_MAX, (void *)string);
	if (n == STRING_MAX)
		s->truncated = EVENT_TRUNCATED;
	return n > 0 ? n - 1 : 0;
}

/*
 * Inline: the string may lie in the context, which a global function does not take. Never at offset
 * 0: before 8678ea06852c (6.1) a fault in the first byte writes one byte below.
 */
static __always_inline int append_kernel_string(struct scratch *s, u32 off, const char *string)
{
	long n;

	if (!off || off >= RECORD_LIMIT)
		return 0;
	n = copy_kernel_string((char *)TAIL(s, off), STRING_MAX, string);
	if (n == STRING_MAX)
		s->truncated = EVENT_TRUNCATED;
	return n > 0 ? n - 1 : 0;
}

/* Bytes of user memory, as many as fit. */
__noinline int append_user_bytes(scratch_ref ref, u32 off, u64 from, u64 len)
{
	struct scratch *s = scratch_at(ref);

	if (!s || off >= RECORD_LIMIT)
		return 0;
	if (len > STRING_MAX) {
		len = STRING_MAX;
		s->truncated = EVENT_TRUNCATED;
	}
	return bpf_probe_read_user(TAIL(s, off), len, (void *)from) ? 0 : len;
}

/*
 * Where the record ends is kept in memory, where the verifier does not follow its value: else it
 * would go through all that follows once for every string that may be absent.
 */
#define APPEND(field, length)                                                                      \
	do {                                                                                       \
		u32 len_ = (length);                                                               \
		(field).off = len_ ? KEPT(s->filled) : 0;                                          \
		(field).len = len_;                                                                \
		KEPT(s->filled) += len_;                                                           \
	} while (0)

#endif
