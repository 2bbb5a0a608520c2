/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What happens to names, where the kernel has resolved them: security_path_*. */
#ifndef SONDE_RESOLVED_BPF_H
#define SONDE_RESOLVED_BPF_H

#include "names.bpf.h"

/*
 * Where the kernel has resolved the paths. At the end of the function around it, or of the system
 * call, the record is sent; a kprobe does not see the end of what comes through io_uring, and tells
 * of an attempt.
 */
static __always_inline void leave(enum door door, struct scratch *s, struct event *e,
				  enum kind kind, u32 len, u64 object)
{
	struct call c = {};

	e->flags = s->truncated;
	if (door == DOOR_KPROBE) {
		current_call(&c, door);
		if (!c.body) {
			if (serves(door, kind) && wanted(kind)) {
				fill(e, kind, EVENT_ATTEMPT | s->truncated, 0);
				submit_up_to(e, len, sizeof(s->data), kind);
			}
			return;
		}
	}
	keep(s, kind, len, object);
}

/* What security_path_* was given. A second entry is in the same mount unless it has its own. */
struct resolved {
	struct dentry *dentry[2];
	struct vfsmount *mnt[2];
	const char *target; /* of a symbolic link: it has the first path's place */
	u64 object;
	u32 number;
};

static __noinline int on_resolved(u32 door, u32 kind, struct resolved *r)
{
	union name_event *e;
	struct scratch *s = take_scratch();
	bool typed = door == DOOR_FUNCTION;

	if (!s)
		return 0; /* the end has the path as passed */
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	KEPT(s->filled) = sizeof(*e);
	if (r->target)
		place(s, &e->of.path[0], append_kernel_string(s, KEPT(s->filled), r->target));
	for (int i = 0; i < 2; i++)
		if (r->dentry[i])
			place(s, &e->of.path[i],
			      append_path(typed, s, KEPT(s->filled), r->dentry[i], r->mnt[i]));
	set_number(e, kind, r->number);
	leave(door, s, &e->common, kind, KEPT(s->filled), r->object);
	give_back(s);
	return done();
}

static __always_inline int path_rename(enum door door, struct path *old_dir, struct dentry *old,
				       struct path *new_dir, struct dentry *new, u32 flags)
{
	struct resolved r = { .dentry = { old, new }, .number = flags };
	bool typed = door == DOOR_FUNCTION;

	if (!interesting(KIND_FILE_RENAME))
		return 0;
	r.mnt[0] = GET(typed, old_dir, mnt);
	r.mnt[1] = GET(typed, new_dir, mnt);
	return on_resolved(door, KIND_FILE_RENAME, &r);
}

static __always_inline int path_link(enum door door, struct dentry *old, struct path *dir,
				     struct dentry *new)
{
	bool typed = door == DOOR_FUNCTION;
	struct inode *inode = GET(typed, old, d_inode);
	struct resolved r = { .dentry = { old, new } };

	if (!GET(typed, inode, i_nlink))
		r.object = (u64)inode; /* its first name */
	if (!interesting(KIND_FILE_LINK) && !(r.object && interesting(KIND_FILE_CREATE)))
		return 0;
	r.mnt[0] = r.mnt[1] = GET(typed, dir, mnt);
	return on_resolved(door, KIND_FILE_LINK, &r);
}

static __always_inline int path_symlink(enum door door, struct path *dir, struct dentry *dentry,
					const char *target)
{
	struct resolved r = { .dentry = { NULL, dentry }, .target = target };
	bool typed = door == DOOR_FUNCTION;

	if (!interesting(KIND_FILE_SYMLINK))
		return 0;
	r.mnt[1] = GET(typed, dir, mnt);
	return on_resolved(door, KIND_FILE_SYMLINK, &r);
}

static __always_inline int one_path(enum door door, enum kind kind, struct path *dir,
				    struct dentry *dentry, u32 number)
{
	struct resolved r = { .dentry = { dentry }, .number = number };
	bool typed = door == DOOR_FUNCTION;

	if (!interesting(kind))
		return 0;
	r.mnt[0] = GET(typed, dir, mnt);
	return on_resolved(door, kind, &r);
}

/* Called by open too, whose files are told of when they are there. */
static __always_inline int path_mknod(enum door door, struct path *dir, struct dentry *dentry,
				      u32 mode)
{
	bool typed = door == DOOR_FUNCTION;
	struct file_create *e;
	struct scratch *s;
	u32 body, len;

	if ((mode & S_IFMT && (mode & S_IFMT) != S_IFREG) || !interesting(KIND_FILE_CREATE))
		return 0;
	body = current_body(door);
	if (body != BODY_MKNOD && body != BODY_MKNODAT)
		return 0;
	s = take_scratch();
	if (!s) {
		if (door == DOOR_FUNCTION && wanted(KIND_FILE_CREATE))
			count_lost(KIND_FILE_CREATE, LOSS_SCRATCH);
		return 0;
	}
	e = create_begin(s);
	len = append_path(typed, s, sizeof(*e), dentry, GET(typed, dir, mnt));
	len = placed(&e->path, sizeof(*e), len);
	e->common.flags = s->truncated;
	keep(s, KIND_FILE_CREATE, len, (u64)dentry);
	give_back(s);
	return 0;
}

#endif
