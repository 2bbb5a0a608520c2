/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What happens to names: file.rename, file.link, file.symlink, file.unlink, file.mkdir, and
 * file.create by mknod.
 *
 * security_path_* has the path with its mount, and is not called again for the layers of an
 * overlayfs; the function around it (do_renameat2 and the like, filename_* from 7.0 on) has the outcome
 * and is called for io_uring too. What failed before the first one has the path as passed.
 */
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
			n = append_user_string(call->slot, KEPT(s->filled), passed->path[i]);
		else
			n = append_path_at(call->slot, KEPT(s->filled), passed->dirfd[i],
					   passed->path[i]);
		/* unlink and mkdir have their number where the others have the second path. */
		if (i == 0 || kind == KIND_FILE_RENAME || kind == KIND_FILE_LINK ||
		    kind == KIND_FILE_SYMLINK)
			place(s, &e->of.path[i], n);
	}
	fill_slot(call->slot, &e->common, kind, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated,
		  call->ret);
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
		describe(e, inode);
	len = placed(&e->path, sizeof(*e), append_path_at(c->slot, sizeof(*e), dirfd, path));
	fill_slot(c->slot, &e->common, KIND_FILE_CREATE,
		  CALL_FLAGS | EVENT_UNRESOLVED | s->truncated, 0);
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
		describe((void *)(p + 1), inode);
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
	struct scratch *s;
	s32 slot = take_slot();

	if (slot < 0)
		return 0; /* the end has the path as passed */
	s = scratch_begin(slot);
	if (s) {
		e = (void *)s->data;
		__builtin_memset(e, 0, sizeof(*e));
		KEPT(s->filled) = sizeof(*e);
		if (r->target)
			place(s, &e->of.path[0],
			      append_kernel_string(s, KEPT(s->filled), r->target));
		for (int i = 0; i < 2; i++)
			if (r->dentry[i])
				place(s, &e->of.path[i],
				      append_path(slot, KEPT(s->filled),
						  number_of_pointer(r->dentry[i]),
						  number_of_pointer(r->mnt[i])));
		set_number(e, kind, r->number);
		leave(door, s, &e->common, kind, KEPT(s->filled), r->object);
	}
	give_back(slot);
	return done();
}

static __always_inline int path_rename(enum door door, struct path *old_dir, struct dentry *old,
				       struct path *new_dir, struct dentry *new, u32 flags)
{
	struct resolved r = { .dentry = { old, new }, .number = flags };

	if (!interesting(KIND_FILE_RENAME))
		return 0;
	r.mnt[0] = BPF_CORE_READ(old_dir, mnt);
	r.mnt[1] = BPF_CORE_READ(new_dir, mnt);
	return on_resolved(door, KIND_FILE_RENAME, &r);
}

static __always_inline int path_link(enum door door, struct dentry *old, struct path *dir,
				     struct dentry *new)
{
	struct inode *inode = BPF_CORE_READ(old, d_inode);
	struct resolved r = { .dentry = { old, new } };

	if (!BPF_CORE_READ(inode, i_nlink))
		r.object = (u64)inode; /* its first name */
	if (!interesting(KIND_FILE_LINK) && !(r.object && interesting(KIND_FILE_CREATE)))
		return 0;
	r.mnt[0] = r.mnt[1] = BPF_CORE_READ(dir, mnt);
	return on_resolved(door, KIND_FILE_LINK, &r);
}

static __always_inline int path_symlink(enum door door, struct path *dir, struct dentry *dentry,
					const char *target)
{
	struct resolved r = { .dentry = { NULL, dentry }, .target = target };

	if (!interesting(KIND_FILE_SYMLINK))
		return 0;
	r.mnt[1] = BPF_CORE_READ(dir, mnt);
	return on_resolved(door, KIND_FILE_SYMLINK, &r);
}

static __always_inline int one_path(enum door door, enum kind kind, struct path *dir,
				    struct dentry *dentry, u32 number)
{
	struct resolved r = { .dentry = { dentry }, .number = number };

	if (!interesting(kind))
		return 0;
	r.mnt[0] = BPF_CORE_READ(dir, mnt);
	return on_resolved(door, kind, &r);
}

/* Called by open too, whose files are told of when they are there. */
static __always_inline int path_mknod(enum door door, struct path *dir, struct dentry *dentry,
				      u32 mode)
{
	struct call c = {};
	struct file_create *e;
	struct scratch *s;
	u32 len;
	s32 slot;

	if ((mode & S_IFMT && (mode & S_IFMT) != S_IFREG) || !interesting(KIND_FILE_CREATE))
		return 0;
	current_call(&c, door);
	if (c.body != BODY_MKNOD && c.body != BODY_MKNODAT)
		return 0;
	slot = take_slot();
	if (slot < 0)
		return 0;
	s = scratch_begin(slot);
	if (s) {
		e = create_begin(s);
		len = append_path(slot, sizeof(*e), number_of_pointer(dentry),
				  (u64)BPF_CORE_READ(dir, mnt));
		len = placed(&e->path, sizeof(*e), len);
		e->common.flags = s->truncated;
		keep(s, KIND_FILE_CREATE, len, (u64)dentry);
	}
	give_back(slot);
	return 0;
}

SEC("fentry/security_path_rename")
int BPF_PROG(security_path_rename_fentry, struct path *old_dir, struct dentry *old,
	     struct path *new_dir, struct dentry *new, u32 flags)
{
	return path_rename(DOOR_FUNCTION, old_dir, old, new_dir, new, flags);
}

SEC("kprobe/security_path_rename")
int security_path_rename_kprobe(struct pt_regs *regs)
{
	return path_rename(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			   (void *)THIRD(regs), (void *)FOURTH(regs), FIFTH(regs));
}

SEC("fentry/security_path_link")
int BPF_PROG(security_path_link_fentry, struct dentry *old, struct path *dir, struct dentry *new)
{
	return path_link(DOOR_FUNCTION, old, dir, new);
}

SEC("kprobe/security_path_link")
int security_path_link_kprobe(struct pt_regs *regs)
{
	return path_link(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			 (void *)THIRD(regs));
}

SEC("fentry/security_path_symlink")
int BPF_PROG(security_path_symlink_fentry, struct path *dir, struct dentry *dentry)
{
	return path_symlink(DOOR_FUNCTION, dir, dentry, string_argument(ctx, 2));
}

SEC("kprobe/security_path_symlink")
int security_path_symlink_kprobe(struct pt_regs *regs)
{
	return path_symlink(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			    (void *)THIRD(regs));
}

SEC("fentry/security_path_unlink")
int BPF_PROG(security_path_unlink_fentry, struct path *dir, struct dentry *dentry)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_UNLINK, dir, dentry, false);
}

SEC("kprobe/security_path_unlink")
int security_path_unlink_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_UNLINK, (void *)FIRST(regs), (void *)SECOND(regs),
			false);
}

SEC("fentry/security_path_rmdir")
int BPF_PROG(security_path_rmdir_fentry, struct path *dir, struct dentry *dentry)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_UNLINK, dir, dentry, true);
}

SEC("kprobe/security_path_rmdir")
int security_path_rmdir_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_UNLINK, (void *)FIRST(regs), (void *)SECOND(regs),
			true);
}

SEC("fentry/security_path_mkdir")
int BPF_PROG(security_path_mkdir_fentry, struct path *dir, struct dentry *dentry, u16 mode)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_MKDIR, dir, dentry, mode);
}

SEC("kprobe/security_path_mkdir")
int security_path_mkdir_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_MKDIR, (void *)FIRST(regs), (void *)SECOND(regs),
			THIRD(regs));
}

SEC("fentry/security_path_mknod")
int BPF_PROG(security_path_mknod_fentry, struct path *dir, struct dentry *dentry, u16 mode)
{
	return path_mknod(DOOR_FUNCTION, dir, dentry, mode);
}

SEC("kprobe/security_path_mknod")
int security_path_mknod_kprobe(struct pt_regs *regs)
{
	return path_mknod(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs), THIRD(regs));
}

/* What failed before its path was resolved: as the system call passed it. Of io_uring: nothing. */
static __always_inline int failed_early(enum kind kind, s64 ret, int (*on)(struct call *c))
{
	struct call c = { .ret = ret };
	s32 slot;

	/* The self-test does what succeeds: then the hook before this one is silent. */
	if (control.testing || !interesting(kind))
		return 0;
	slot = take_slot();
	if (slot < 0) {
		if (wanted(kind))
			count_lost(kind, LOSS_SCRATCH);
		return 0;
	}
	c.slot = slot;
	current_call(&c, DOOR_FUNCTION);
	on(&c);
	give_back(slot);
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

SEC("fexit/do_renameat2")
int BPF_PROG(do_renameat2_fexit, int olddfd, void *old, int newdfd, void *new, u32 flags, int ret)
{
	return end_of(KIND_FILE_RENAME, ret, on_file_rename);
}

SEC("fexit/filename_renameat2")
int BPF_PROG(filename_renameat2_fexit, int olddfd, void *old, int newdfd, void *new, u32 flags,
	     int ret)
{
	return end_of(KIND_FILE_RENAME, ret, on_file_rename);
}

SEC("fexit/do_linkat")
int BPF_PROG(do_linkat_fexit, int olddfd, void *old, int newdfd, void *new, int flags, int ret)
{
	return end_of_link(ret);
}

SEC("fexit/filename_linkat")
int BPF_PROG(filename_linkat_fexit, int olddfd, void *old, int newdfd, void *new, int flags,
	     int ret)
{
	return end_of_link(ret);
}

SEC("fexit/do_symlinkat")
int BPF_PROG(do_symlinkat_fexit, void *from, int dfd, void *to, int ret)
{
	return end_of(KIND_FILE_SYMLINK, ret, on_symlink);
}

SEC("fexit/filename_symlinkat")
int BPF_PROG(filename_symlinkat_fexit, void *from, int dfd, void *to, int ret)
{
	return end_of(KIND_FILE_SYMLINK, ret, on_symlink);
}

SEC("fexit/do_unlinkat")
int BPF_PROG(do_unlinkat_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_unlink);
}

SEC("fexit/filename_unlinkat")
int BPF_PROG(filename_unlinkat_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_unlink);
}

SEC("fexit/do_rmdir")
int BPF_PROG(do_rmdir_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_rmdir);
}

SEC("fexit/filename_rmdir")
int BPF_PROG(filename_rmdir_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_rmdir);
}

SEC("fexit/do_mkdirat")
int BPF_PROG(do_mkdirat_fexit, int dfd, void *name, u32 mode, int ret)
{
	return end_of(KIND_FILE_MKDIR, ret, on_mkdir);
}

SEC("fexit/filename_mkdirat")
int BPF_PROG(filename_mkdirat_fexit, int dfd, void *name, u32 mode, int ret)
{
	return end_of(KIND_FILE_MKDIR, ret, on_mkdir);
}

SEC("fexit/do_mknodat")
int BPF_PROG(do_mknodat_fexit, int dfd, void *name, u32 mode, u32 dev, int ret)
{
	finish_mknod(ret);
	return 0;
}

SEC("fexit/filename_mknodat")
int BPF_PROG(filename_mknodat_fexit, int dfd, void *name, u32 mode, u32 dev, int ret)
{
	finish_mknod(ret);
	return 0;
}
