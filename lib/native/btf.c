// SPDX-License-Identifier: Apache-2.0
/* Questions to a parsed BTF that need more than one of libbpf's calls. */
#include <errno.h>
#include <string.h>
#include "btf.h"
#include "sonde.h"

/* How many functions it describes. */
uint32_t sonde_btf_functions(const void *btf)
{
	uint32_t count = btf__type_cnt(btf), functions = 0, id;

	for (id = 1; id < count; id++)
		functions += btf_is_func(btf__type_by_id(btf, id));
	return functions;
}

/* Index of a struct's member, -ENOENT when there is none of that name. */
int sonde_btf_member(const void *btf, const char *type, const char *member)
{
	int id = btf__find_by_name_kind(btf, type, BTF_KIND_STRUCT), i;
	const struct btf_type *found;

	if (id < 0)
		return id;
	found = btf__type_by_id(btf, id);
	for (i = 0; i < btf_vlen(found); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(found)[i].name_off), member))
			return i;
	return -ENOENT;
}

/* In bits; also what lies in unnamed structs and unions, which nest no deeper than `depth`. */
static int offset_in(const void *btf, const struct btf_type *type, const char *member, int depth)
{
	const struct btf_type *inner;
	const struct btf_member *one;
	const char *name;
	int i, found;

	for (i = 0; i < btf_vlen(type); i++) {
		one = &btf_members(type)[i];
		name = btf__name_by_offset(btf, one->name_off);
		if (!strcmp(name, member))
			return btf_member_bit_offset(type, i);
		inner = btf__type_by_id(btf, one->type);
		if (*name || !depth || !btf_is_composite(inner))
			continue;
		found = offset_in(btf, inner, member, depth - 1);
		if (found >= 0)
			return btf_member_bit_offset(type, i) + found;
	}
	return -ENOENT;
}

/* Where a struct's member begins, in bytes. */
int sonde_btf_offset(const void *btf, const char *type, const char *member)
{
	int id = btf__find_by_name_kind(btf, type, BTF_KIND_STRUCT);
	int bits = id < 0 ? id : offset_in(btf, btf__type_by_id(btf, id), member, 4);

	return bits < 0 ? bits : bits / 8;
}

/* How many arguments a function takes. */
int sonde_btf_arguments(const void *btf, const char *function)
{
	int id = btf__find_by_name_kind(btf, function, BTF_KIND_FUNC);

	return id < 0 ? id : btf_vlen(btf__type_by_id(btf, btf__type_by_id(btf, id)->type));
}
