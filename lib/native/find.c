// SPDX-License-Identifier: Apache-2.0
/*
 * Ids of types by name, in BTF that is not parsed: one pass over the types, for as many names as
 * are asked for. Who asks for a few dozen wants nothing else of a hundred thousand types.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
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

struct sections {
	const uint8_t *types;
	const char *strings; /* ends with NUL */
	uint32_t types_size;
	uint32_t strings_size;
};

static int sections_of(struct sections *to, const uint8_t *btf, uint32_t size)
{
	struct btf_header header;

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
	to->types = btf + header.type_off;
	to->types_size = header.type_len;
	to->strings = (const char *)btf + header.str_off;
	to->strings_size = header.str_len;
	return 0;
}

/* The type at `*at`, and where the next one is; 0: there are no more. */
static int next_type(const struct sections *in, uint32_t *at, struct btf_type *type)
{
	int64_t tail;

	if (*at == in->types_size)
		return 0;
	if (in->types_size - *at < sizeof(*type))
		return -EINVAL;
	memcpy(type, in->types + *at, sizeof(*type));
	tail = tail_of(type->info);
	if (tail < 0 || type->name_off >= in->strings_size ||
	    tail > (int64_t)(in->types_size - *at - sizeof(*type)))
		return -EINVAL;
	*at += sizeof(*type) + tail;
	return 1;
}

/*
 * names: `count` that differ, each with its NUL; kinds: BTF_KIND_*. ids: 0 where there is none.
 * totals: types and functions. -EINVAL: no BTF, or a kind of type that is not known; -E2BIG: too
 * many names.
 */
int sonde_btf_find(const uint8_t *btf, uint32_t size, const char *names, const uint8_t kinds[],
		   uint32_t count, uint32_t ids[], uint32_t totals[2])
{
	struct name slots[SLOTS] = {}, *slot;
	uint32_t at = 0, id = 0, functions = 0, asked = 0, kind, n;
	struct btf_type type;
	struct sections in;
	int more;

	if (count > SLOTS / 2)
		return -E2BIG;
	for (n = 1; n <= count; n++, names += strlen(names) + 1) {
		slot = look_up(slots, names);
		slot->text = names;
		slot->number = n;
		asked |= 1U << kinds[n - 1];
		ids[n - 1] = 0;
	}
	more = sections_of(&in, btf, size);
	if (more < 0)
		return more;
	while ((more = next_type(&in, &at, &type)) > 0) {
		id++;
		kind = BTF_INFO_KIND(type.info);
		functions += kind == BTF_KIND_FUNC;
		if (!(asked & 1U << kind))
			continue;
		n = look_up(slots, in.strings + type.name_off)->number;
		if (n && kinds[n - 1] == kind && !ids[n - 1])
			ids[n - 1] = id;
	}
	totals[0] = id;
	totals[1] = functions;
	return more;
}

/* Index of a struct's member, -ENOENT when there is none of that name. */
int sonde_btf_member(const uint8_t *btf, uint32_t size, uint32_t id, const char *name)
{
	struct btf_member member;
	struct btf_type type;
	struct sections in;
	uint32_t at = 0, from = 0, i;
	int more = sections_of(&in, btf, size);

	if (more < 0)
		return more;
	do {
		from = at + sizeof(type);
		more = next_type(&in, &at, &type);
	} while (more > 0 && --id);
	if (more <= 0 || BTF_INFO_KIND(type.info) != BTF_KIND_STRUCT)
		return more < 0 ? more : -ENOENT;
	for (i = 0; i < BTF_INFO_VLEN(type.info); i++) {
		memcpy(&member, in.types + from + i * sizeof(member), sizeof(member));
		if (member.name_off < in.strings_size &&
		    !strcmp(in.strings + member.name_off, name))
			return i;
	}
	return -ENOENT;
}

/*
 * The kernel's own, for good. NULL where it cannot be mapped: before 6.16 (a539e2a6d51d), or where
 * there is none.
 */
const uint8_t *sonde_btf_map(uint64_t *size)
{
	int fd = syscall(SYS_openat, AT_FDCWD, "/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	off_t length;
	void *at;

	if (fd < 0)
		return NULL;
	length = lseek(fd, 0, SEEK_END);
	at = length > 0 ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	close(fd);
	*size = at == MAP_FAILED ? 0 : length;
	return at == MAP_FAILED ? NULL : at;
}
