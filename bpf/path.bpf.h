/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Paths appended to the record like other strings, walked from the leaf to the root. Before the verifier
 * looks at global functions once (5.6) a walk is shorter: config.walk_steps.
 */
#ifndef SONDE_PATH_BPF_H
#define SONDE_PATH_BPF_H

#include "prepend.bpf.h"

/* Steps. Few paths are deeper: a call more costs as much as one. */
#define STRIDE 8

static __always_inline void read_root(bool typed, struct task_struct *task, struct location *to)
{
	struct fs_struct *fs = GET(typed, task, fs);

	read_location(typed, to, &fs->root);
}

static __always_inline void enter_mount(struct scratch *s, u64 mnt)
{
	s->at_mnt = mnt;
	s->top = (u64)BPF_CORE_READ((struct vfsmount *)mnt, mnt_root);
}

static __always_inline bool at_root(struct scratch *s)
{
	return s->at == s->root.dentry && s->at_mnt == s->root.mnt;
}

/* One step towards the root. False when there is no more to go. */
static __always_inline bool climb(struct scratch *s)
{
	struct dentry *dentry = (void *)s->at;
	struct step step;

	if (at_root(s))
		return false;
	if (s->at == s->top) {
		u64 of_mnt = bpf_core_field_offset(struct mount, mnt);
		struct mount *mount = (void *)(s->at_mnt - of_mnt);
		u64 above = (u64)BPF_CORE_READ(mount, mnt_parent);

		if (above == (u64)mount) {
			read_step(&step, dentry);
			if (KEPT(s->begin) == PATH_END)
				prepend(s, NULL, step.name, step.len);
			return false;
		}
		s->at = (u64)BPF_CORE_READ(mount, mnt_mountpoint);
		enter_mount(s, above + of_mnt);
		return true;
	}
	read_step(&step, dentry);
	if (!prepend(s, NULL, step.name, step.len))
		return false;
	s->at = (u64)step.parent;
	return step.parent != dentry;
}

/*
 * Some steps. Returns 0 when there is no more to go. It asks whether it may read, as all global functions
 * do: before 6.8 (2afae08c9dcb) they are verified even where nobody calls them.
 */
__noinline int walk_steps(scratch_ref ref)
{
	struct scratch *s = scratch_at(ref);

	if (!s || !reads_kernel())
		return 0;
#pragma unroll
	for (u32 i = 0; i < STRIDE; i++)
		if (!climb(s))
			return 0;
	return 1;
}

static __always_inline void begin_walk(bool typed, struct scratch *s, struct vfsmount *mnt)
{
	bool typed_current = typed && typed_task();
	struct task_struct *task;

	if (!s->root.dentry) {
		task = current_task(typed_current);
		read_root(typed_current, task, &s->root);
	}
	s->at_mnt = (u64)mnt;
	s->top = (u64)GET(typed, mnt, mnt_root);
	KEPT(s->begin) = PATH_END;
	KEPT(s->strides) = config.walk_steps / STRIDE;
}

/* The steps within the first mount, as far as plain loads of typed pointers go. */
static __noinline int walk_typed(struct scratch *s, struct dentry *dentry)
{
#pragma unroll
	for (u32 i = 0; i < STRIDE; i++) {
		struct dentry *parent = dentry->d_parent;

		if ((u64)dentry == s->root.dentry || (u64)dentry == s->top || parent == dentry ||
		    !prepend(s, dentry, (const char *)dentry->d_name.name, dentry->d_name.len))
			break;
		dentry = parent;
	}
	s->at = (u64)dentry;
	KEPT(s->strides) -= 1;
	return done();
}

/*
 * The path of s->at in s->at_mnt, from the process's root down, through mounts: what is still to be
 * walked of it. The file systems' own names ("memfd:x", "pipe:[1]") have no parent and stand alone.
 */
__noinline int append_walk(scratch_ref ref, u32 off)
{
	struct scratch *s = scratch_at(ref);
	bool more;

	if (!s || !reads_kernel())
		return 0;
	more = !at_root(s);
	for (u32 i = 0, steps = config.walk_steps; more && i < steps; i += STRIDE) {
		if (!KEPT(s->strides))
			break;
		KEPT(s->strides) -= 1;
		more = walk_steps(ref);
	}
	if (more && !at_root(s))
		s->truncated = EVENT_TRUNCATED;
	return append_prepended(s, off);
}

/*
 * typed: these are typed pointers. The walk goes on through memory, where the verifier forgets that: no
 * global function takes them.
 */
static __always_inline int append_path(bool typed, struct scratch *s, u32 off,
				       struct dentry *dentry, struct vfsmount *mnt)
{
	if (!dentry || !mnt || !reads_kernel())
		return 0;
	begin_walk(typed, s, mnt);
#ifndef RDONLY_CAST
	if (typed)
		walk_typed(s, dentry);
	else
#endif
		s->at = (u64)dentry;
	return append_walk(refer(s), off);
}

/* 0 for no path. */
static __always_inline int append_path_of(bool typed, struct scratch *s, u32 off, struct path *path)
{
	if (!path || !reads_kernel())
		return 0;
	return append_path(typed, s, off, GET(typed, path, dentry), GET(typed, path, mnt));
}

static __always_inline int append_file_path(bool typed, struct scratch *s, u32 off,
					    struct file *file)
{
	return append_path_of(typed, s, off, file ? &file->f_path : NULL);
}

static __always_inline struct path *current_directory(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fs_struct *fs = reads_kernel() ? BPF_CORE_READ(task, fs) : NULL;

	return fs ? &fs->pwd : NULL;
}

/* The open file behind a descriptor of the current process, or NULL; no typed pointer leads there. */
static __always_inline struct file *file_of(u32 fd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct file **slots, *file = NULL;
	struct fdtable *table;

	if (!reads_kernel())
		return NULL;
	table = BPF_CORE_READ(task, files, fdt);
	slots = BPF_CORE_READ(table, fd);
	if (fd < BPF_CORE_READ(table, max_fds))
		read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

/* What a relative path begins at. */
static __always_inline struct path *directory_of(s32 dirfd)
{
	struct file *file;

	if (dirfd == AT_FDCWD)
		return current_directory();
	file = file_of(dirfd);
	return file ? &file->f_path : NULL;
}

/*
 * A path that a system call was given: as it is when absolute, else joined with its directory, which
 * nobody can tell where kernel memory is not to be read.
 */
__noinline int append_path_at(scratch_ref ref, u32 off, s32 dirfd, u64 string)
{
	struct scratch *s = scratch_at(ref);
	u32 start = off;
	char first = 0;

	if (!s)
		return 0;
	if (bpf_probe_read_user(&first, 1, (void *)string))
		return 0;
	if (first != '/' && reads_kernel()) {
		off += append_path_of(false, s, off, directory_of(dirfd));
		if (off == start || !first || off >= RECORD_LIMIT)
			return off - start;
		if (off > start + 1)
			*TAIL(s, off++) = '/';
	}
	off += append_user_string(ref, off, string);
	return off - start;
}

/* The same for a name that the kernel has read already. */
__noinline int append_kernel_path_at(scratch_ref ref, u32 off, s32 dirfd, u64 string)
{
	struct scratch *s = scratch_at(ref);
	u32 start = off;
	char first = 0;

	if (!s || !string || !reads_kernel())
		return 0;
	read_kernel(&first, 1, (void *)string);
	if (first != '/') {
		off += append_path_of(false, s, off, directory_of(dirfd));
		if (off == start || !first || off >= RECORD_LIMIT)
			return off - start;
		if (off > start + 1)
			*TAIL(s, off++) = '/';
	}
	off += append_kernel_string(s, off, (void *)string);
	return off - start;
}

#endif
