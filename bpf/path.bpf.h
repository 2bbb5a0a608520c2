/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Strings and paths appended to the record in a program's scratch memory, at an offset from its
 * start. All return the length appended, without the ending NUL; 0 when nothing could be read.
 *
 * They are global functions with plain numbers as arguments, so that the verifier looks at each
 * once and not again from every place that calls it (51c39bb1d5d1, 5.6). Before that a walk is
 * shorter: config.walk_steps.
 */
#ifndef SONDE_PATH_BPF_H
#define SONDE_PATH_BPF_H

#include "event.bpf.h"

#define NAME_MAX 255

/* The mask says to the verifier what the callers' checks have made sure of. */
#define TAIL(s, off)                                                                               \
	({                                                                                         \
		u32 off_ = (off);                                                                  \
		barrier_var(off_);                                                                 \
		(s)->data + (off_ & (RECORD_LIMIT - 1));                                           \
	})

__noinline int append_user_string(u32 slot, u32 off, u64 string)
{
	struct scratch *s = scratch_of(slot);
	long n;

	if (!s || off >= RECORD_LIMIT)
		return 0;
	n = bpf_probe_read_user_str(TAIL(s, off), STRING_MAX, (void *)string);
	if (n == STRING_MAX)
		s->truncated = EVENT_TRUNCATED;
	return n > 0 ? n - 1 : 0;
}

/*
 * Inline: the string may lie in the context, which a global function does not take. Never at offset
 * 0: before 8678ea06852c (6.1) a fault in the first byte writes one byte below.
 */
static __always_inline int append_kernel_string(struct scratch *s, u32 off, const char *string)
{
	long n;

	if (!off || off >= RECORD_LIMIT)
		return 0;
	n = bpf_probe_read_kernel_str(TAIL(s, off), STRING_MAX, string);
	if (n == STRING_MAX)
		s->truncated = EVENT_TRUNCATED;
	return n > 0 ? n - 1 : 0;
}

/* Bytes of user memory, as many as fit. */
__noinline int append_user_bytes(u32 slot, u32 off, u64 from, u64 len)
{
	struct scratch *s = scratch_of(slot);

	if (!s || off >= RECORD_LIMIT)
		return 0;
	if (len > STRING_MAX) {
		len = STRING_MAX;
		s->truncated = EVENT_TRUNCATED;
	}
	return bpf_probe_read_user(TAIL(s, off), len, (void *)from) ? 0 : len;
}

/* 0 when there are too many. */
static __always_inline int push(struct scratch *s, u64 name)
{
	u32 walked = KEPT(s->walked);

	if (walked >= WALK_MAX) {
		s->truncated = EVENT_TRUNCATED;
		return 0;
	}
	s->walk[walked & (WALK_MAX - 1)] = name;
	KEPT(s->walked) = walked + 1;
	return 1;
}

static __always_inline int push_dentry(struct scratch *s, struct dentry *dentry)
{
	return push(s, (u64)BPF_CORE_READ(dentry, d_name.name));
}

static __always_inline void enter_mount(struct scratch *s, u64 mnt)
{
	s->at_mnt = mnt;
	s->top = (u64)BPF_CORE_READ((struct vfsmount *)mnt, mnt_root);
}

/* One step towards the root. False when there is no more to go. */
static __always_inline bool climb(struct scratch *s)
{
	struct dentry *dentry = (void *)s->at, *parent;

	if (s->at == s->root && s->at_mnt == s->root_mnt)
		return false;
	if (s->at == s->top) {
		u64 of_mnt = bpf_core_field_offset(struct mount, mnt);
		struct mount *mount = (void *)(s->at_mnt - of_mnt);
		u64 above = (u64)BPF_CORE_READ(mount, mnt_parent);

		if (above == (u64)mount) {
			if (!s->walked)
				push_dentry(s, dentry);
			return false;
		}
		s->at = (u64)BPF_CORE_READ(mount, mnt_mountpoint);
		enter_mount(s, above + of_mnt);
		return true;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	if (!push_dentry(s, dentry))
		return false;
	s->at = (u64)parent;
	return (u64)parent != (u64)dentry;
}

/* Few paths are deeper: a call more costs as much as a step. */
#define STRIDE 8

/*
 * Some steps. Returns 0 when there is no more to go. It asks whether it may read, as all global functions
 * do: before 6.8 (2afae08c9dcb) they are verified even where nobody calls them.
 */
__noinline int walk_steps(u32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (!s || !config.kernel_reads)
		return 0;
	for (u32 i = 0; i < STRIDE; i++)
		if (!climb(s))
			return 0;
	return 1;
}

/*
 * Collects the names from a path up to the process's root, through mounts. The file
 * systems' own names ("memfd:x", "pipe:[1]") have no parent and stand alone.
 */
static __always_inline void walk_up(struct scratch *s, u32 slot)
{
	if (!s->root) {
		struct task_struct *task = (void *)bpf_get_current_task();
		struct fs_struct *fs = BPF_CORE_READ(task, fs);

		s->root = (u64)BPF_CORE_READ(fs, root.dentry);
		s->root_mnt = (u64)BPF_CORE_READ(fs, root.mnt);
	}
	enter_mount(s, s->at_mnt);
	s->walked = 0;
	for (u32 i = 0, steps = config.walk_steps; i < steps; i += STRIDE)
		if (!walk_steps(slot))
			return;
	s->truncated = EVENT_TRUNCATED;
}

/* Appends the one that is nearest to the root of the names that are left. False: there are no more. */
static __always_inline bool append_name(struct scratch *s)
{
	u32 left = KEPT(s->walked), end = KEPT(s->end);
	long len;

	if (!left)
		return false;
	if (end >= RECORD_LIMIT) {
		s->truncated = EVENT_TRUNCATED;
		return false;
	}
	KEPT(s->walked) = --left;
	*TAIL(s, end) = '/';
	len = read_kernel_name((char *)TAIL(s, end) + 1, NAME_MAX + 1,
			       (void *)s->walk[left & (WALK_MAX - 1)]);
	if (len > 0)
		KEPT(s->end) = end + len;
	return true;
}

#define NAMES 4

/* Some. Returns 0 when there are no more. */
__noinline int append_names(u32 slot)
{
	struct scratch *s = scratch_of(slot);

	if (!s || !config.kernel_reads)
		return 0;
	for (u32 i = 0; i < NAMES; i++)
		if (!append_name(s))
			return 0;
	return 1;
}

/* The names that were collected, from the root down. */
__noinline int append_walked(u32 slot, u32 off)
{
	struct scratch *s = scratch_of(slot);
	u32 end;

	if (!s || off >= RECORD_LIMIT || !config.kernel_reads)
		return 0;
	*TAIL(s, off) = '/';
	KEPT(s->end) = off;
	for (u32 i = 0, steps = config.walk_steps; i < steps; i += NAMES)
		if (!append_names(slot))
			break;
	end = KEPT(s->end);
	if (end == off && end < RECORD_LIMIT - 1) {
		*TAIL(s, end + 1) = 0;
		end++;
	}
	return end - off;
}

/* The path that a walk is to begin at. */
__noinline int append_walk(u32 slot, u32 off)
{
	struct scratch *s = scratch_of(slot);

	if (!s || !config.kernel_reads)
		return 0;
	walk_up(s, slot);
	return append_walked(slot, off);
}

/* Through memory, where the verifier forgets that these are typed pointers: no global function takes them. */
static __always_inline int append_path(u32 slot, u32 off, const struct dentry *dentry,
				       const struct vfsmount *mnt)
{
	struct scratch *s = scratch_of(slot);

	if (!s || !dentry || !mnt || !config.kernel_reads)
		return 0;
	s->at = (u64)dentry;
	s->at_mnt = (u64)mnt;
	return append_walk(slot, off);
}

/* 0 for no path. */
static __always_inline int append_path_of(u32 slot, u32 off, struct path *path)
{
	if (!path || !config.kernel_reads)
		return 0;
	return append_path(slot, off, BPF_CORE_READ(path, dentry), BPF_CORE_READ(path, mnt));
}

static __always_inline int append_file_path(u32 slot, u32 off, struct file *file)
{
	return append_path_of(slot, off, file ? &file->f_path : NULL);
}

static __always_inline struct path *current_directory(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fs_struct *fs = config.kernel_reads ? BPF_CORE_READ(task, fs) : NULL;

	return fs ? &fs->pwd : NULL;
}

/* The open file behind a descriptor of the current process, or NULL; no typed pointer leads there. */
static __always_inline struct file *file_of(u32 fd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct file **slots, *file = NULL;
	struct fdtable *table;

	if (!config.kernel_reads)
		return NULL;
	table = BPF_CORE_READ(task, files, fdt);
	slots = BPF_CORE_READ(table, fd);
	if (fd < BPF_CORE_READ(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
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
__noinline int append_path_at(u32 slot, u32 off, s32 dirfd, u64 string)
{
	struct scratch *s = scratch_of(slot);
	u32 start = off;
	char first = 0;

	if (!s)
		return 0;
	if (bpf_probe_read_user(&first, 1, (void *)string))
		return 0;
	if (first != '/' && config.kernel_reads) {
		off += append_path_of(slot, off, directory_of(dirfd));
		if (off == start || !first || off >= RECORD_LIMIT)
			return off - start;
		if (off > start + 1)
			*TAIL(s, off++) = '/';
	}
	off += append_user_string(slot, off, string);
	return off - start;
}

/* The same for a name that the kernel has read already. */
__noinline int append_kernel_path_at(u32 slot, u32 off, s32 dirfd, u64 string)
{
	struct scratch *s = scratch_of(slot);
	u32 start = off;
	char first = 0;

	if (!s || !config.kernel_reads)
		return 0;
	if (bpf_probe_read_kernel(&first, 1, (void *)string))
		return 0;
	if (first != '/') {
		off += append_path_of(slot, off, directory_of(dirfd));
		if (off == start || !first || off >= RECORD_LIMIT)
			return off - start;
		if (off > start + 1)
			*TAIL(s, off++) = '/';
	}
	off += append_kernel_string(s, off, (void *)string);
	return off - start;
}

#endif
