/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * fs.mount, fs.umount. mount(2) passes path_mount; the new interface makes a mount and puts it
 * somewhere by move_mount, which does not.
 */
#include "door.bpf.h"

static __always_inline struct fs_mount *mount_begin(struct scratch *s)
{
	struct fs_mount *e = (void *)s->data;

	__builtin_memset(e, 0, sizeof(*e));
	KEPT(s->filled) = sizeof(*e);
	return e;
}

static __always_inline void place_kernel_string(struct scratch *s, struct text *text,
						const char *string)
{
	place(s, text, append_kernel_string(s, KEPT(s->filled), string));
}

static __always_inline void place_user_string(struct scratch *s, struct text *text, u64 string)
{
	place(s, text, append_user_string(refer(s), KEPT(s->filled), string));
}

/* What is moved tells its source and type itself. */
static __always_inline void describe_mount(struct scratch *s, struct fs_mount *e,
					   struct vfsmount *mnt)
{
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);

	__builtin_memcpy(e->call, "move_mount", 11);
	place_kernel_string(s, &e->source, BPF_CORE_READ(mount, mnt_devname));
	place_kernel_string(s, &e->fs_type, BPF_CORE_READ(mnt, mnt_sb, s_type, name));
}

struct mounting {
	const char *source;
	struct path *target;
	const char *type;
	u64 flags;
	const char *data;
};

static __noinline int before_mount(struct mounting *m)
{
	struct path *target = m->target;
	struct fs_mount *e;
	struct scratch *s;
	u32 len;

	if (!interesting(KIND_FS_MOUNT))
		return 0;
	s = take_scratch();
	if (!s)
		return 0;
	e = mount_begin(s);
	__builtin_memcpy(e->call, "mount", 6);
	e->mount_flags = m->flags;
	len = append_path_of(false, s, sizeof(*e), target);
	place(s, &e->target, len);
	place_kernel_string(s, &e->source, m->source);
	place_kernel_string(s, &e->fs_type, m->type);
	place_kernel_string(s, &e->options, m->data);
	e->common.flags = s->truncated;
	keep(s, KIND_FS_MOUNT, KEPT(s->filled), 0);
	give_back(s);
	return done();
}

SEC("fentry/path_mount")
int BPF_PROG(path_mount_fentry, void *source, struct path *target, void *type, unsigned long flags,
	     const char *data)
{
	struct mounting m = { string_argument(ctx, 0), target, string_argument(ctx, 2), flags,
			      data };

	return before_mount(&m);
}

SEC("fexit/path_mount")
int BPF_PROG(path_mount_fexit, void *source, void *target, void *type, unsigned long flags,
	     void *data, int ret)
{
	finish(KIND_FS_MOUNT, ret);
	return 0;
}

SEC("kprobe/path_mount")
int path_mount_kprobe(struct pt_regs *regs)
{
	struct mounting m = {
		(void *)FIRST(regs), (void *)SECOND(regs), (void *)THIRD(regs),
		FOURTH(regs),	     (void *)FIFTH(regs),
	};

	return before_mount(&m);
}

/* attempt: nothing will tell the outcome. */
static __always_inline int before_move(struct path *from, struct path *to, bool attempt)
{
	struct fs_mount *e;
	struct scratch *s;
	u32 len;

	if (!interesting(KIND_FS_MOUNT))
		return 0;
	s = take_scratch();
	if (!s)
		return 0;
	e = mount_begin(s);
	len = append_path_of(false, s, sizeof(*e), to);
	place(s, &e->target, len);
	describe_mount(s, e, BPF_CORE_READ(from, mnt));
	e->common.flags = s->truncated;
	if (!attempt) {
		keep(s, KIND_FS_MOUNT, KEPT(s->filled), 0);
	} else if (wanted(KIND_FS_MOUNT)) {
		fill(&e->common, KIND_FS_MOUNT, EVENT_ATTEMPT | s->truncated, 0);
		submit_up_to(e, KEPT(s->filled), sizeof(s->data), KIND_FS_MOUNT);
	}
	give_back(s);
	return 0;
}

SEC("fentry/security_move_mount")
int BPF_PROG(security_move_mount_fentry, struct path *from, struct path *to)
{
	return before_move(from, to, false);
}

SEC("fentry/security_move_mount")
int BPF_PROG(security_move_mount_attempt_fentry, struct path *from, struct path *to)
{
	return before_move(from, to, true);
}

SEC("kprobe/security_move_mount")
int security_move_mount_kprobe(struct pt_regs *regs)
{
	return before_move((void *)FIRST(regs), (void *)SECOND(regs), false);
}

/* It got a third argument with 6.5 (6ac392815628); mount(2) comes here too, and keeps nothing. */
SEC("fexit/do_move_mount")
int do_move_mount_fexit(u64 *ctx)
{
	u64 ret = 0;

	if (can_ask_return())
		bpf_get_func_ret(ctx, &ret);
	else
		ret = ctx[2];
	if (current_body(DOOR_FUNCTION) == BODY_MOVE_MOUNT)
		finish(KIND_FS_MOUNT, (s32)ret);
	return 0;
}

static __noinline int on_mount(struct call *c)
{
	struct fs_mount *e;
	struct scratch *s;
	u32 len;

	if (finishes(c, KIND_FS_MOUNT) || !wanted(KIND_FS_MOUNT))
		return done();
	s = scratch_begin(c->slot);
	if (!s)
		return done();
	e = mount_begin(s);
	__builtin_memcpy(e->call, "mount", 6);
	e->mount_flags = c->arg[3];
	len = append_path_at(refer(s), sizeof(*e), AT_FDCWD, c->arg[1]);
	place(s, &e->target, len);
	place_user_string(s, &e->source, c->arg[0]);
	place_user_string(s, &e->fs_type, c->arg[2]);
	place_user_string(s, &e->options, fifth_argument(c->compat));
	fill_through(s, &e->common, KIND_FS_MOUNT, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated,
		     c->ret);
	submit_up_to(e, KEPT(s->filled), sizeof(s->data), KIND_FS_MOUNT);
	return done();
}

/* move_mount(from_dirfd, from_path, to_dirfd, to_path, flags): what is moved mostly is a descriptor. */
static __noinline int on_move_mount(struct call *c)
{
	u32 len;
	struct fs_mount *e;
	struct file *file;
	struct scratch *s;
	char first = 0;

	if (finishes(c, KIND_FS_MOUNT) || !wanted(KIND_FS_MOUNT))
		return done();
	s = scratch_begin(c->slot);
	if (!s)
		return done();
	e = mount_begin(s);
	__builtin_memcpy(e->call, "move_mount", 11);
	len = append_path_at(refer(s), sizeof(*e), c->arg[2], c->arg[3]);
	place(s, &e->target, len);
	bpf_probe_read_user(&first, 1, (void *)c->arg[1]);
	file = first ? NULL : file_of(c->arg[0]);
	if (file)
		describe_mount(s, e, BPF_CORE_READ(file, f_path.mnt));
	fill_through(s, &e->common, KIND_FS_MOUNT, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated,
		     c->ret);
	submit_up_to(e, KEPT(s->filled), sizeof(s->data), KIND_FS_MOUNT);
	return done();
}

static __always_inline int before_umount(struct path *path, u32 flags)
{
	struct fs_umount *e;
	struct scratch *s;
	u32 len;

	if (!interesting(KIND_FS_UMOUNT))
		return 0;
	s = take_scratch();
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->umount_flags = flags;
	len = append_path_of(false, s, sizeof(*e), path);
	len = placed(&e->target, sizeof(*e), len);
	e->common.flags = s->truncated;
	keep(s, KIND_FS_UMOUNT, len, 0);
	give_back(s);
	return 0;
}

SEC("fentry/path_umount")
int BPF_PROG(path_umount_fentry, struct path *path, int flags)
{
	return before_umount(path, flags);
}

SEC("fexit/path_umount")
int BPF_PROG(path_umount_fexit, struct path *path, int flags, int ret)
{
	finish(KIND_FS_UMOUNT, ret);
	return 0;
}

SEC("kprobe/path_umount")
int path_umount_kprobe(struct pt_regs *regs)
{
	return before_umount((void *)FIRST(regs), SECOND(regs));
}

static __noinline int on_umount(struct call *c)
{
	struct fs_umount *e;
	struct scratch *s;
	u32 len;

	if (finishes(c, KIND_FS_UMOUNT) || !wanted(KIND_FS_UMOUNT))
		return done();
	s = scratch_begin(c->slot);
	if (!s)
		return done();
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->umount_flags = c->body == BODY_UMOUNT2 ? c->arg[1] : 0;
	len = append_path_at(refer(s), sizeof(*e), AT_FDCWD, c->arg[0]);
	len = placed(&e->target, sizeof(*e), len);
	fill_through(s, &e->common, KIND_FS_UMOUNT, CALL_FLAGS | EVENT_UNRESOLVED | s->truncated,
		     c->ret);
	submit_up_to(e, len, sizeof(s->data), KIND_FS_UMOUNT);
	return done();
}
