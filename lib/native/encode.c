// SPDX-License-Identifier: Apache-2.0
/*
 * From the bytes of a record to CBOR (RFC 8949), a batch in one call and without an object in
 * between. events.gen.h holds one straight-line function per event, made of the calls here: each
 * takes where to write and the record, and returns the position behind what it wrote.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/types.h>
#include "../../bpf/events.h"
#include "drain.h"
#include "sonde.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "records are little-endian, as is every machine that sonde is built for"
#endif

struct record {
	const uint8_t *at;
	uint32_t len;
	bool torn; /* a string is not inside of it */
};

/* Major types, in place (3.1). */
enum major {
	UNSIGNED = 0x00,
	NEGATIVE = 0x20,
	BYTES = 0x40,
	TEXT = 0x60,
	ARRAY = 0x80,
};

#define CBOR_NULL 0xf6
#define NOT_ASCII 0x8080808080808080

#define LOAD(type, name)                                                                           \
	static inline type load_##name(const uint8_t *p)                                           \
	{                                                                                          \
		type value;                                                                        \
                                                                                                   \
		memcpy(&value, p, sizeof(value));                                                  \
		return value;                                                                      \
	}

LOAD(uint16_t, u16)
LOAD(uint32_t, u32)
LOAD(uint64_t, u64)

static inline uint8_t *head(uint8_t *p, enum major major, uint64_t value)
{
	if (value < 24) {
		p[0] = major | value;
		return p + 1;
	}
	if (value <= UINT8_MAX) {
		p[0] = major | 24;
		p[1] = value;
		return p + 2;
	}
	if (value <= UINT16_MAX) {
		uint16_t word = __builtin_bswap16(value);

		p[0] = major | 25;
		memcpy(p + 1, &word, sizeof(word));
		return p + 3;
	}
	if (value <= UINT32_MAX) {
		uint32_t word = __builtin_bswap32(value);

		p[0] = major | 26;
		memcpy(p + 1, &word, sizeof(word));
		return p + 5;
	}
	value = __builtin_bswap64(value);
	p[0] = major | 27;
	memcpy(p + 1, &value, sizeof(value));
	return p + 9;
}

static inline uint8_t *null(uint8_t *p)
{
	*p = CBOR_NULL;
	return p + 1;
}

/* The beginning of a record: an array of `length`, its kind first. */
static inline uint8_t *begin(uint8_t *p, uint32_t length, uint32_t kind)
{
	return head(head(p, ARRAY, length), UNSIGNED, kind);
}

static inline uint8_t *integer(uint8_t *p, int64_t value)
{
	return value < 0 ? head(p, NEGATIVE, ~value) : head(p, UNSIGNED, value);
}

static inline uint8_t *u16(uint8_t *p, struct record *r, uint32_t at)
{
	return head(p, UNSIGNED, load_u16(r->at + at));
}

/* 0 stands for "not known", as in the next two. */
static inline uint8_t *u16_or_null(uint8_t *p, struct record *r, uint32_t at)
{
	return load_u16(r->at + at) ? u16(p, r, at) : null(p);
}

static inline uint8_t *u32(uint8_t *p, struct record *r, uint32_t at)
{
	return head(p, UNSIGNED, load_u32(r->at + at));
}

static inline uint8_t *u32_or_null(uint8_t *p, struct record *r, uint32_t at)
{
	return load_u32(r->at + at) ? u32(p, r, at) : null(p);
}

static inline uint8_t *u64(uint8_t *p, struct record *r, uint32_t at)
{
	return head(p, UNSIGNED, load_u64(r->at + at));
}

static inline uint8_t *u64_or_null(uint8_t *p, struct record *r, uint32_t at)
{
	return load_u64(r->at + at) ? u64(p, r, at) : null(p);
}

/* -1 stands for "not known". */
static inline uint8_t *u32_or_not_set(uint8_t *p, struct record *r, uint32_t at)
{
	return load_u32(r->at + at) == UINT32_MAX ? null(p) : u32(p, r, at);
}

static inline uint8_t *s32(uint8_t *p, struct record *r, uint32_t at)
{
	return integer(p, (int32_t)load_u32(r->at + at));
}

/* The smallest stands for "not known". */
static inline uint8_t *s32_or_null(uint8_t *p, struct record *r, uint32_t at)
{
	return load_u32(r->at + at) == (uint32_t)INT32_MIN ? null(p) : s32(p, r, at);
}

/* Means something only when the event's flags say so. */
static inline uint8_t *ret(uint8_t *p, struct record *r, uint32_t at)
{
	bool has = load_u32(r->at + offsetof(struct event, flags)) & EVENT_HAS_RET;

	return has ? integer(p, load_u64(r->at + at)) : null(p);
}

/* Returns the bytes or'ed together: what is set in NOT_ASCII was in one of them. */
static inline uint64_t copy(uint8_t *to, const uint8_t *from, uint32_t len)
{
	uint64_t seen = 0;
	uint32_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t word = load_u64(from + i);

		seen |= word;
		memcpy(to + i, &word, sizeof(word));
	}
	for (; i < len; i++) {
		seen |= from[i];
		to[i] = from[i];
	}
	return seen;
}

/* Well-formed as Unicode defines it (table 3-7): no surrogates, nothing longer than needed. */
static bool is_utf8(const uint8_t *s, uint32_t len)
{
	for (uint32_t i = 0, more; i < len; i += more + 1) {
		uint8_t first = s[i], least = 0x80, most = 0xbf;

		more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
		if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || more >= len - i)
			return false;
		if (first == 0xe0)
			least = 0xa0;
		else if (first == 0xf0)
			least = 0x90;
		else if (first == 0xed)
			most = 0x9f;
		else if (first == 0xf4)
			most = 0x8f;
		if (more && (s[i + 1] < least || s[i + 1] > most))
			return false;
		for (uint32_t n = 2; n <= more; n++)
			if ((s[i + n] & 0xc0) != 0x80)
				return false;
	}
	return true;
}

/* Text when it is UTF-8, else a byte string: nothing is lost or mangled. */
static inline uint8_t *string(uint8_t *p, const uint8_t *from, uint32_t len)
{
	uint8_t *start = head(p, TEXT, len);

	if (copy(start, from, len) & NOT_ASCII && !is_utf8(start, len))
		head(p, BYTES, len);
	return start + len;
}

/* A fixed char array, up to its first NUL. */
static inline uint8_t *chars(uint8_t *p, struct record *r, uint32_t at, uint32_t size)
{
	return string(p, r->at + at, strnlen((const char *)r->at + at, size));
}

/* What struct text, texts or blob at `at` is about; NULL when it is absent. */
static inline const uint8_t *tail(struct record *r, uint32_t at, uint32_t *len)
{
	uint32_t off = load_u16(r->at + at);

	*len = load_u16(r->at + at + 2);
	if (off + *len > r->len)
		r->torn = true;
	return off && !r->torn ? r->at + off : NULL;
}

static inline uint8_t *text(uint8_t *p, struct record *r, uint32_t at)
{
	uint32_t len;
	const uint8_t *from = tail(r, at, &len);

	return from ? string(p, from, len) : null(p);
}

/* Strings, each ended by NUL, the last one perhaps not. */
static uint8_t *texts(uint8_t *p, struct record *r, uint32_t at)
{
	uint32_t len, count = 0;
	const uint8_t *from = tail(r, at, &len);

	if (!from)
		return null(p);
	for (uint32_t i = 0; i < len; i++)
		count += i == len - 1 || !from[i];
	p = head(p, ARRAY, count);
	for (const uint8_t *end = from + len; from < end;) {
		uint32_t n = strnlen((const char *)from, end - from);

		p = string(p, from, n);
		from += n + 1;
	}
	return p;
}

static uint8_t *blob(uint8_t *p, struct record *r, uint32_t at)
{
	uint32_t len;
	const uint8_t *from = tail(r, at, &len);

	if (!from)
		return null(p);
	p = head(p, BYTES, len);
	memcpy(p, from, len);
	return p + len;
}

/* [family, ip, port], or null. */
static uint8_t *address(uint8_t *p, struct record *r, uint32_t at)
{
	uint16_t family = load_u16(r->at + at);
	uint32_t size = family == AF_INET ? 4 : 16;

	if (!family)
		return null(p);
	p = head(head(p, ARRAY, 3), UNSIGNED, family);
	p = head(p, BYTES, size);
	memcpy(p, r->at + at + 4, size);
	return head(p + size, UNSIGNED, load_u16(r->at + at + 2));
}

#include "events.gen.h"

/*
 * Encodes a batch as sonde_ring_drain() leaves it, `size` bytes of whole records, and counts them
 * by kind: counts has KIND_MAX entries, which this sets. Returns the bytes written, at most twice as
 * many; -EBADMSG when a record is none of a program's.
 */
int sonde_encode(const uint8_t *batch, uint32_t size, uint8_t *to, uint32_t counts[])
{
	uint8_t *p = to;

	memset(counts, 0, KIND_MAX * sizeof(*counts));
	for (uint32_t at = 0; at < size;) {
		struct record r = { .at = batch + at + DRAIN_HEAD, .len = load_u32(batch + at) };
		uint16_t kind;

		if (r.len < sizeof(struct event) || (uint64_t)DRAIN_HEAD + r.len > size - at)
			return -EBADMSG;
		kind = load_u16(r.at + offsetof(struct event, kind));
		if (kind >= KIND_MAX || !encoders[kind].encode || r.len < encoders[kind].size)
			return -EBADMSG;
		p = encoders[kind].encode(p, &r);
		if (r.torn)
			return -EBADMSG;
		counts[kind]++;
		at += (r.len + DRAIN_HEAD + 7) & ~7u;
	}
	return p - to;
}
