/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A path is put together in s->path, from its end, name by name towards the root: s->begin is where its
 * first '/' belongs, which then ends the name in front of it.
 */
#ifndef SONDE_PREPEND_BPF_H
#define SONDE_PREPEND_BPF_H

#include "strings.bpf.h"

#define PATH_END (PATH_SPACE - 1) /* of its NUL */

/* len: so many bytes before it. The sum is made before it meets the pointer, whose differences the verifier loses. */
static __always_inline char *path_before(struct scratch *s, u64 off, u64 len)
{
	u64 at = NAME_SPACE + (off & (PATH_SPACE - 1)) - len;

	barrier_var(at);
	return (char *)s->path + at;
}

/*
 * dentry: a typed pointer whose name it is, or NULL. False when there is no room, or no name: one that is
 * changed meanwhile does not end where it should.
 */
static __always_inline bool prepend(struct scratch *s, struct dentry *dentry, const char *name,
				    u64 len)
{
	u32 begin = KEPT(s->begin), next;
	char *end = path_before(s, begin, 0);

	barrier_var(len); /* check and use in one register */
	if (len >= NAME_SPACE || len >= begin)
		goto cut;
	next = begin - len - 1;
	barrier_var(next);
	if (dentry && has_own_name(dentry, name, len))
		read_own_name(path_before(s, begin, len), end, dentry, len);
	else
		read_name(path_before(s, begin, len), end, name, len);
	if (*(volatile char *)end)
		goto cut;
	*end = '/';
	KEPT(s->begin) = next;
	return true;
cut:
	s->truncated = EVENT_TRUNCATED;
	return false;
}

/* Appends what was put together. */
static __always_inline int append_prepended(struct scratch *s, u32 off)
{
	u32 begin = KEPT(s->begin), len;
	char *from, *to = (char *)TAIL(s, off);

	if (off >= RECORD_LIMIT)
		return 0;
	if (begin == PATH_END)
		begin--; /* the root has no name */
	begin &= PATH_SPACE - 1;
	len = PATH_END - begin;
	from = path_before(s, begin, 0);
	s->path[NAME_SPACE + PATH_END] = 0;
	*from = '/';
	for (u32 i = 0; i < PATH_COPIED; i += 8) {
		*(volatile u64 *)(to + i) = *(volatile u64 *)(from + i);
		if (i + 8 > len)
			return len;
	}
	copy_kernel(to, PATH_SPACE, len + 1, from);
	return len;
}

#endif
