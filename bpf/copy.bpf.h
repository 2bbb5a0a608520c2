/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Copies of the kernel's memory: by its helpers, or, where lockdown=confidentiality takes those away
 * (9d1f8be5cf42, 5.4) and there are casts, by loads. Those give 0 for what cannot be read.
 */
#ifndef SONDE_COPY_BPF_H
#define SONDE_COPY_BPF_H

/* May a program read wherever a pointer leads? */
static __always_inline bool reads_kernel(void)
{
	return CASTS || config.probe_reads;
}

#ifdef RDONLY_CAST
/* 32 bytes of stack, of which there is little. */
struct copy {
	char *to;
	const char *from;
	u64 mask; /* of what `to` has room for: it tells the verifier */
	s64 copied; /* of a string */
};

static __always_inline char copy_one(struct copy *c, u32 i)
{
	u64 at = i & c->mask;
	char byte;

	barrier_var(at); /* check and use in one register */
	byte = BYTE(c->from + at);
	*(volatile char *)(c->to + at) = byte;
	return byte;
}

static long copy_byte(u32 i, struct copy *c)
{
	copy_one(c, i);
	return 0;
}

static long copy_character(u32 i, struct copy *c)
{
	c->copied = i + 1;
	return !copy_one(c, i);
}

/* Bytewise: few are copied that no other loads go for. room: a power of two. bpf_loop: e6f2dd0f8067, 5.17. */

static __noinline long copy_bytes_by_casts(char *to, u64 room, u64 size, const void *from)
{
	struct copy c = { .to = to, .from = from, .mask = room - 1 };

	bpf_loop(size, copy_byte, &c, 0);
	return done();
}

static __noinline long copy_string_by_casts(char *to, u64 room, const void *from)
{
	struct copy c = { .to = to, .from = from, .mask = room - 1 };

	bpf_loop(room, copy_character, &c, 0);
	return c.copied;
}
#endif

/* A field of `size` bytes, a constant; 0 where it cannot be read. */
static __always_inline void read_kernel(void *to, u32 size, const void *from)
{
#ifdef RDONLY_CAST
	u64 word;
	u32 at;

	for (at = 0; at + sizeof(word) <= size; at += sizeof(word)) {
		word = WORD(from + at);
		__builtin_memcpy(to + at, &word, sizeof(word));
	}
	for (; at < size; at++)
		*(u8 *)(to + at) = BYTE(from + at);
#else
	bpf_probe_read_kernel(to, size, from);
#endif
}

/* `size` bytes of the `room` that there is, a power of two. Returns whether it can be done. */
static __always_inline bool copy_kernel(void *to, u64 room, u64 size, const void *from)
{
#ifdef RDONLY_CAST
	if (!config.probe_reads) {
		copy_bytes_by_casts(to, room, size, from);
		return true;
	}
#endif
	return !bpf_probe_read_kernel(to, size, from);
}

/* A string, cut to what there is room for, a power of two. Returns its length with its NUL; less than 1, by casts 1: it cannot be read. */
static __always_inline long copy_kernel_string(char *to, u64 room, const char *from)
{
#ifdef RDONLY_CAST
	long n;

	if (!config.probe_reads) {
		n = copy_string_by_casts(to, room, from);
		to[room - 1] = 0;
		return n;
	}
#endif
	return bpf_probe_read_kernel_str(to, room, from);
}

#endif
