// SPDX-License-Identifier: Apache-2.0
/*
 * Ids of types by name, in BTF that is not parsed: one pass over the types, for as many names as
 * are asked for. Who asks for a few dozen wants nothing else of a hundred thousand types.
 */
#include <errno.h>
#include <string.h>
#include <linux/btf.h>
#include "sonde.h"

#define SLOTS 1024 /* a power of two */

struct name {
	const char *text;
	uint32_t number; /* from 1; 0: the slot is free */
};

static uint32_t slot_of(const char *text)
{
	uint32_t h = 0x811c9dc5;

	while (*text)
		h = (h ^ (uint8_t)*text++) * 0x01000193;
	return h & (SLOTS - 1);
}

/* The slot of a name, or the free one where it would be. */
static struct name *look_up(struct name *slots, const char *text)
{
	uint32_t at = slot_of(text);

	while (slots[at].number && strcmp(slots[at].text, text))
		at = (at + 1) & (SLOTS - 1);
	return &slots[at];
}

/* Bytes behind a struct btf_type; negative: a kind that nobody knows here. */
static int64_t tail_of(uint32_t info)
{
	uint32_t many = BTF_INFO_VLEN(info);

	switch (BTF_INFO_KIND(info)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return many * 8;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_DATASEC:
	case BTF_KIND_ENUM64:
		return many * 12;
	}
	return -EINVAL;
}

static int find(const uint8_t *types, uint32_t size, const char *strings, uint32_t strings_size,
		struct name *slots, const uint8_t kinds[], uint32_t ids[])
{
	struct btf_type type;
	uint32_t at = 0, id;
	int64_t tail;

	for (id = 1; at < size; id++) {
		if (size - at < sizeof(type))
			return -EINVAL;
		memcpy(&type, types + at, sizeof(type));
		tail = tail_of(type.info);
		if (tail < 0 || type.name_off >= strings_size)
			return -EINVAL;
		at += sizeof(type) + tail;
		if (BTF_INFO_KIND(type.info) == BTF_KIND_FUNC ||
		    BTF_INFO_KIND(type.info) == BTF_KIND_TYPEDEF) {
			uint32_t n = look_up(slots, strings + type.name_off)->number;

			if (n && kinds[n - 1] == BTF_INFO_KIND(type.info) && !ids[n - 1])
				ids[n - 1] = id;
		}
	}
	return 0;
}

/*
 * names: `count` that differ, each with its NUL; kinds: BTF_KIND_FUNC or BTF_KIND_TYPEDEF. ids: 0
 * where there is none. -EINVAL: no BTF, or a kind of type that is not known; -E2BIG: too many names.
 */
int sonde_btf_find(const uint8_t *btf, uint32_t size, const char *names, const uint8_t kinds[],
		   uint32_t count, uint32_t ids[])
{
	struct name slots[SLOTS] = {}, *slot;
	struct btf_header header;
	uint32_t n;

	if (count > SLOTS / 2)
		return -E2BIG;
	for (n = 1; n <= count; n++, names += strlen(names) + 1) {
		slot = look_up(slots, names);
		slot->text = names;
		slot->number = n;
		ids[n - 1] = 0;
	}
	if (size < sizeof(header))
		return -EINVAL;
	memcpy(&header, btf, sizeof(header));
	if (header.magic != BTF_MAGIC || header.hdr_len > size)
		return -EINVAL;
	btf += header.hdr_len;
	size -= header.hdr_len;
	if (header.type_off > size || header.type_len > size - header.type_off ||
	    header.str_off > size || header.str_len > size - header.str_off || !header.str_len ||
	    btf[header.str_off + header.str_len - 1])
		return -EINVAL;
	return find(btf + header.type_off, header.type_len, (const char *)btf + header.str_off,
		    header.str_len, slots, kinds, ids);
}
