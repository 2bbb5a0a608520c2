/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What happens to names, told at the end of a system call or of the function around it: paths as passed. */
#ifndef SONDE_NAMES_BPF_H
#define SONDE_NAMES_BPF_H

#include "create.bpf.h"

/* Records of one or two paths, and a number. */
union name_event {
	struct event common;
	struct {
		struct event event;
		struct text path[2];
	} of;
	struct file_rename rename;
	struct file_link link;
	struct file_symlink symlink;
	struct file_unlink unlink;
	struct file_mkdir mkdir;
};

static __always_inline void set_number(union name_event *e, enum kind kind, u32 number)
{
	if (kind == KIND_FILE_RENAME)
		e->rename.rename_flags = number;
	else if (kind == KIND_FILE_UNLINK)
		e->unlink.is_dir = number;
	else if (kind == KIND_FILE_MKDIR)
		e->mkdir.mode = number & 07777;
}

/* As a system call passed them. */
struct passed {
	u64 path[2]; /* 0: there is no second one */
	s32 dirfd[2];
	u32 number;
};

#define NOT_A_PATH ((s32)0x80000000) /* for dirfd: a string that is kept as it is */

static __noinline int on_names(struct call *call, u32 kind, struct passed *passed)
{
	struct scratch *s;
	union name_event *e;

	if (!wanted(kind))
		return 0;
	s = scratch_begin(call->slot);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	KEPT(s->filled) = sizeof(*e);
	set_number(e, kind, passed->number);
	for (int i = 0; i < 2; i++) {
		u32 n;

		if (!passed->path[i])
			continue;
		if (passed->dirfd[i] == NOT_A_PATH)
			n = append_user_string(refer(s), KEPT(s->filled), passed->path[i]);
		else
			n = append_path_at(refer(s), KEPT(s->filled), passed->dirfd[i],
					   passed->path[i]);
		/* unlink and mkdir have their number where the others have the second path. */
		if (i == 0 || kind == KIND_FILE_RENAME || kind == KIND_FILE_LINK ||
		    kind == KIND_FILE_SYMLINK)
			place(s, &e->of.path[i], n);
	}
	fill_through(s, &e->common, kind, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated, call->ret);
	submit_up_to(e, KEPT(s->filled), sizeof(s->data), kind);
	return done();
}

static __noinline int on_file_rename(struct call *c)
{
	struct passed p = { .dirfd = { AT_FDCWD, AT_FDCWD } };

	if (finishes(c, KIND_FILE_RENAME))
		return done();
	if (c->body == BODY_RENAME) {
		p.path[0] = c->arg[0];
		p.path[1] = c->arg[1];
	} else {
		p.dirfd[0] = c->arg[0];
		p.path[0] = c->arg[1];
		p.dirfd[1] = c->arg[2];
		p.path[1] = c->arg[3];
	}
	if (c->body == BODY_RENAMEAT2)
		p.number = fifth_argument(c->compat);
	return on_names(c, KIND_FILE_RENAME, &p);
}

/* As finish(); a file without a name that gets one is created by it. */
__noinline int finish_link(u32 door, s64 ret)
{
	struct pending *p;
	u32 size;

	p = kept(KIND_FILE_LINK, &size);
	if (!p)
		return 0;
	if (!ret && p->object && serves(door, KIND_FILE_CREATE))
		on_named(p, &((struct file_link *)(p + 1))->new_path);
	if (serves(door, KIND_FILE_LINK) && wanted(KIND_FILE_LINK))
		send_kept(p, size, KIND_FILE_LINK, EVENT_HAS_RET, ret);
	if (serves(door, KIND_FILE_LINK) || !interesting(KIND_FILE_LINK))
		forget(size);
	return 1;
}

static __always_inline void created_at(struct call *c, struct inode *inode, u32 mode, s32 dirfd,
				       u64 path)
{
	struct file_create *e;
	struct scratch *s;
	u32 len;

	if (!wanted(KIND_FILE_CREATE))
		return;
	s = scratch_begin(c->slot);
	if (!s)
		return;
	e = create_begin(s);
	e->mode = mode & 07777;
	if (inode)
		describe(false, e, inode);
	len = placed(&e->path, sizeof(*e), append_path_at(refer(s), sizeof(*e), dirfd, path));
	fill_through(s, &e->common, KIND_FILE_CREATE, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated,
		     0);
	submit_up_to(e, len, sizeof(s->data), KIND_FILE_CREATE);
}

/* By a descriptor; a name in /proc/self/fd is not followed here. */
static __noinline int created_by_link(struct call *c)
{
	struct inode *inode;
	struct file *file;

	if (c->ret || c->body != BODY_LINKAT || !(fifth_argument(c->compat) & AT_EMPTY_PATH))
		return 0;
	file = file_of(c->arg[0]);
	if (!file)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if (inode && BPF_CORE_READ(inode, i_nlink) == 1)
		created_at(c, inode, 0, c->arg[2], c->arg[3]);
	return done();
}

static __noinline int on_link(struct call *c)
{
	struct passed p = { .dirfd = { AT_FDCWD, AT_FDCWD } };

	if ((serves(DOOR_KPROBE, KIND_FILE_LINK) || serves(DOOR_KPROBE, KIND_FILE_CREATE)) &&
	    finish_link(c->door, c->ret))
		return done();
	if (serves(c->door, KIND_FILE_CREATE))
		created_by_link(c);
	if (!serves(c->door, KIND_FILE_LINK))
		return done();
	if (c->body == BODY_LINK) {
		p.path[0] = c->arg[0];
		p.path[1] = c->arg[1];
	} else {
		p.dirfd[0] = c->arg[0];
		p.path[0] = c->arg[1];
		p.dirfd[1] = c->arg[2];
		p.path[1] = c->arg[3];
	}
	return on_names(c, KIND_FILE_LINK, &p);
}

static __noinline int on_symlink(struct call *c)
{
	struct passed p = { .path = { c->arg[0], c->arg[1] }, .dirfd = { NOT_A_PATH, AT_FDCWD } };

	if (finishes(c, KIND_FILE_SYMLINK))
		return done();
	if (c->body == BODY_SYMLINKAT) {
		p.dirfd[1] = c->arg[1];
		p.path[1] = c->arg[2];
	}
	return on_names(c, KIND_FILE_SYMLINK, &p);
}

static __noinline int on_unlink(struct call *c)
{
	struct passed p = { .path = { c->arg[0] }, .dirfd = { AT_FDCWD } };

	if (finishes(c, KIND_FILE_UNLINK))
		return done();
	p.number = c->body == BODY_RMDIR;
	if (c->body == BODY_UNLINKAT) {
		p.dirfd[0] = c->arg[0];
		p.path[0] = c->arg[1];
		p.number = !!(c->arg[2] & AT_REMOVEDIR);
	}
	return on_names(c, KIND_FILE_UNLINK, &p);
}

/* In a function that removes nothing else: io_uring has no system call that says so. */
static __always_inline int on_rmdir(struct call *c)
{
	if (!c->body)
		c->body = BODY_RMDIR;
	return on_unlink(c);
}

static __noinline int on_mkdir(struct call *c)
{
	struct passed p = { .path = { c->arg[0] }, .dirfd = { AT_FDCWD }, .number = c->arg[1] };

	if (finishes(c, KIND_FILE_MKDIR))
		return done();
	if (c->body == BODY_MKDIRAT) {
		p.dirfd[0] = c->arg[0];
		p.path[0] = c->arg[1];
		p.number = c->arg[2];
	}
	return on_names(c, KIND_FILE_MKDIR, &p);
}

__noinline int finish_mknod(s64 ret)
{
	struct dentry *dentry;
	struct pending *p;
	struct inode *inode;
	u32 size;

	p = kept(KIND_FILE_CREATE, &size);
	if (!p)
		return 0;
	dentry = (void *)p->object;
	inode = BPF_CORE_READ(dentry, d_inode);
	if (!ret && inode && wanted(KIND_FILE_CREATE)) {
		describe(false, (void *)(p + 1), inode);
		send_kept(p, size, KIND_FILE_CREATE, EVENT_HAS_RET, 0);
	}
	forget(size);
	return 1;
}

/* file.create by mknod, whose file nothing has open. */
static __noinline int on_mknod(struct call *c)
{
	bool at = c->body == BODY_MKNODAT;
	u32 mode = at ? c->arg[2] : c->arg[1];

	if (finish_mknod(c->ret))
		return done();
	if (c->ret || (mode & S_IFMT && (mode & S_IFMT) != S_IFREG))
		return done();
	created_at(c, NULL, mode, at ? c->arg[0] : AT_FDCWD, at ? c->arg[1] : c->arg[0]);
	return done();
}

/* What failed before its path was resolved: as the system call passed it. Of io_uring: nothing. */
static __always_inline int failed_early(enum kind kind, s64 ret, int (*on)(struct call *c))
{
	struct call c = { .ret = ret };
	struct scratch *s;

	/* The self-test does what succeeds: then the hook before this one is silent. */
	if (control.testing || !interesting(kind))
		return 0;
	s = take_scratch();
	if (!s) {
		if (wanted(kind))
			count_lost(kind, LOSS_SCRATCH);
		return 0;
	}
	c.slot = s->slot;
	current_call(&c, DOOR_FUNCTION);
	on(&c);
	give_back(s);
	return 0;
}

static __always_inline int end_of(enum kind kind, s64 ret, int (*on)(struct call *c))
{
	return finish(kind, ret) ? 0 : failed_early(kind, ret, on);
}

static __always_inline int end_of_link(s64 ret)
{
	if (finish_link(DOOR_FUNCTION, ret))
		return 0;
	return serves(DOOR_FUNCTION, KIND_FILE_LINK) ? failed_early(KIND_FILE_LINK, ret, on_link)
						     : 0;
}

#endif
