/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* file.create: a regular file was made, and has a name. Who only tries makes no event. */
#ifndef SONDE_CREATE_BPF_H
#define SONDE_CREATE_BPF_H

#include "door.bpf.h"

static __always_inline struct file_create *create_begin(struct scratch *s)
{
	struct file_create *e = (void *)s->data;

	__builtin_memset(e, 0, sizeof(*e));
	return e;
}

static __always_inline void describe(bool typed, struct file_create *e, struct inode *inode)
{
	struct super_block *sb = GET(typed, inode, i_sb);

	e->inode = GET(typed, inode, i_ino);
	e->mode = GET(typed, inode, i_mode) & 07777;
	e->device = GET(typed, sb, s_dev);
	read_kernel_name(e->fs_type, sizeof(e->fs_type), FOLLOW(typed, sb, s_type, name));
}

/* An open file, when the open has made it and it has a name: O_TMPFILE's gets one by link. */
static __always_inline int on_opened(bool typed, struct scratch *s, struct file *file, u32 flags)
{
	struct file_create *e;
	struct inode *inode;
	u32 mode, len;

	if (!file)
		return 0;
	mode = GET(typed, file, f_mode);
	inode = GET(typed, file, f_inode);
	if (!(mode & FMODE_CREATED) || mode & FMODE_NOACCOUNT || !GET(typed, inode, i_nlink) ||
	    (GET(typed, inode, i_mode) & S_IFMT) != S_IFREG || !wanted(KIND_FILE_CREATE))
		return 0;
	e = create_begin(s);
	describe(typed, e, inode);
	len = placed(&e->path, sizeof(*e), append_file_path(typed, s, sizeof(*e), file));
	fill(&e->common, KIND_FILE_CREATE, flags | EVENT_HAS_RET | s->truncated, 0);
	submit_up_to(e, len, sizeof(s->data), KIND_FILE_CREATE);
	return 0;
}

/* Runs before an open is finished: the file is there, whatever becomes of the open. */
static __always_inline int on_file_open(enum door door, struct file *file, u32 mode)
{
	struct scratch *s;

	if (!(mode & FMODE_CREATED) || !serves(door, KIND_FILE_CREATE) ||
	    !interesting(KIND_FILE_CREATE))
		return 0;
	s = take_scratch();
	if (!s) {
		if (wanted(KIND_FILE_CREATE))
			count_lost(KIND_FILE_CREATE, LOSS_SCRATCH);
		return 0;
	}
	on_opened(door == DOOR_FUNCTION, s, file, 0);
	give_back(s);
	return 0;
}

/* A file that linkat gave a name, which it had not before: its event from that of the link. */
static __always_inline void on_named(struct pending *p, struct text *path)
{
	struct file_create *e;
	struct scratch *s;
	long n;

	if (!wanted(KIND_FILE_CREATE))
		return;
	s = take_scratch();
	if (!s) {
		count_lost(KIND_FILE_CREATE, LOSS_SCRATCH);
		return;
	}
	e = create_begin(s);
	describe(false, e, (void *)p->object);
	n = copy_kernel_string((char *)s->data + sizeof(*e), STRING_MAX,
			       (char *)(p + 1) + path->off);
	n = placed(&e->path, sizeof(*e), n > 0 && n <= STRING_MAX ? n - 1 : 0);
	fill(&e->common, KIND_FILE_CREATE, EVENT_HAS_RET, 0);
	submit_up_to(e, n, sizeof(s->data), KIND_FILE_CREATE);
	give_back(s);
}

#endif
