// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel's types by name. libbpf goes through all of them, a hundred thousand and more, for
 * every type that the object knows by itself and for every place that a program is attached to.
 * While an object is loaded they are found in a table of hashes instead.
 */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "btf.h"
#include "libbpf.h"
#include "libbpf_internal.h"
#include "relo_core.h"
#include "sonde.h"

int __real_btf__find_by_name_kind(const struct btf *btf, const char *name, uint32_t kind);
int __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, uint32_t kind);

/* Types whose names have the same hash are a list, in the order of their ids. */
static struct {
	const struct btf *btf;
	uint32_t mask;
	uint32_t *first; /* by hash */
	uint32_t *next; /* by type */
} table;

static void forget(void)
{
	free(table.first);
	memset(&table, 0, sizeof(table));
}

static uint32_t more(uint32_t h, char c)
{
	return (h ^ (uint8_t)c) * 0x01000193; /* FNV-1a */
}

/* Of what counts of a name to libbpf: not what is behind a last "___", which few names have. */
static uint32_t hash(const char *name)
{
	uint32_t h = 0x811c9dc5, line = 0;
	const char *c;
	size_t len;

	for (c = name; *c && line < 3; c++) {
		h = more(h, *c);
		line = *c == '_' ? line + 1 : 0;
	}
	if (line == 3) {
		len = bpf_core_essential_name_len(name);
		for (h = 0x811c9dc5, c = name; len--; c++)
			h = more(h, *c);
	}
	return h & table.mask;
}

/* Without a name there is nothing to be found by. */
static void add(uint32_t id)
{
	const char *name = btf__name_by_offset(table.btf, btf__type_by_id(table.btf, id)->name_off);
	uint32_t *first;

	if (!name || !*name)
		return;
	first = &table.first[hash(name)];
	table.next[id] = *first;
	*first = id;
}

/* False: there is no memory for it. */
static bool know(const struct btf *btf)
{
	uint32_t count = btf__type_cnt(btf), size = 1024, id;

	if (table.btf == btf)
		return true;
	forget();
	while (size < count)
		size *= 2;
	table.first = calloc(size + count, sizeof(*table.first));
	if (!table.first)
		return false;
	table.btf = btf;
	table.mask = size - 1;
	table.next = table.first + size;
	for (id = count - 1; id; id--)
		add(id);
	return true;
}

static bool fits(const struct btf *btf, uint32_t id, const struct btf_type *local, const char *name,
		 size_t len)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const char *own;

	if (!btf_kind_core_compat(type, local))
		return false;
	own = btf__name_by_offset(btf, type->name_off);
	return own && !strncmp(own, name, len) && bpf_core_essential_name_len(own) == len;
}

static int append(struct bpf_core_cand_list *cands, const struct btf *btf, uint32_t id)
{
	struct bpf_core_cand *more;

	more = realloc(cands->cands, (cands->len + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[cands->len].btf = btf;
	more[cands->len].id = id;
	cands->cands = more;
	cands->len++;
	return 0;
}

/*
 * In libbpf's place (replaced.h): types that may be what the object calls by this name, of which
 * `len` characters count. Those of a module come after the kernel's, and few names are looked for there.
 */
int bpf_core_add_cands(struct bpf_core_cand *wanted, size_t len, const struct btf *btf,
		       const char *btf_name, int first, struct bpf_core_cand_list *cands)
{
	const struct btf_type *local = btf__type_by_id(wanted->btf, wanted->id);
	const char *name = btf__name_by_offset(wanted->btf, local->name_off);
	uint32_t count = btf__type_cnt(btf), id;
	bool known = first == 1 && know(btf);
	int err = 0;

	for (id = known ? table.first[hash(name)] : (uint32_t)first; id && id < count && !err;
	     id = known ? table.next[id] : id + 1)
		if (fits(btf, id, local, name, len))
			err = append(cands, btf, id);
	return err;
}

/* libbpf asks for places to attach to only after it knows the types. */
int __wrap_btf__find_by_name_kind(const struct btf *btf, const char *name, uint32_t kind)
{
	uint32_t id;

	if (btf != table.btf || (kind != BTF_KIND_TYPEDEF && kind != BTF_KIND_FUNC))
		return __real_btf__find_by_name_kind(btf, name, kind);
	for (id = table.first[hash(name)]; id; id = table.next[id]) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_kind(type) == kind &&
		    !strcmp(btf__name_by_offset(btf, type->name_off), name))
			return id;
	}
	return -ENOENT;
}

int sonde_object_load(void *object)
{
	int err = bpf_object__load(object);

	forget();
	return err;
}
