/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * file.chmod, file.chown. chmod_common and chown_common are where every such call, also by a
 * descriptor, meets a path with its mount; a path that does not exist never gets there.
 */
#include "door.bpf.h"

union attribute_event {
	struct event common;
	struct file_chmod chmod;
	struct file_chown chown;
};

#define MODE_UNKNOWN ((u32)-1)

static __always_inline void set_attributes(union attribute_event *e, enum kind kind, u32 first,
					   u32 second)
{
	if (kind == KIND_FILE_CHMOD) {
		e->chmod.mode = first & 07777;
		e->chmod.old_mode = second;
	} else {
		e->chown.new_uid = first;
		e->chown.new_gid = second;
	}
}

/* Before the change, which the end of the function or of the system call will tell of. */
static __noinline int before_change(u32 door, u32 kind, struct path *path, u32 first, u32 second)
{
	union attribute_event *e;
	struct scratch *s;
	u32 len;
	s32 slot;

	if (!interesting(kind))
		return 0;
	slot = take_slot();
	if (slot < 0)
		return 0;
	s = scratch_begin(slot);
	if (s) {
		struct dentry *dentry = BPF_CORE_READ(path, dentry);

		e = (void *)s->data;
		__builtin_memset(e, 0, sizeof(*e));
		if (kind == KIND_FILE_CHMOD)
			second = BPF_CORE_READ(dentry, d_inode, i_mode) & 07777;
		set_attributes(e, kind, first, second);
		len = append_path(slot, sizeof(*e), (u64)dentry, (u64)BPF_CORE_READ(path, mnt));
		len = placed(&e->chmod.path, sizeof(*e), len);
		e->common.flags = s->truncated;
		keep(s, kind, len, 0);
	}
	give_back(slot);
	return done();
}

SEC("fentry/chmod_common")
int BPF_PROG(chmod_common_fentry, struct path *path, u16 mode)
{
	return before_change(DOOR_FUNCTION, KIND_FILE_CHMOD, path, mode, 0);
}

SEC("fexit/chmod_common")
int BPF_PROG(chmod_common_fexit, struct path *path, u16 mode, int ret)
{
	finish(KIND_FILE_CHMOD, ret);
	return 0;
}

SEC("kprobe/chmod_common")
int chmod_common_kprobe(struct pt_regs *regs)
{
	return before_change(DOOR_KPROBE, KIND_FILE_CHMOD, (void *)FIRST(regs), SECOND(regs), 0);
}

SEC("fentry/chown_common")
int BPF_PROG(chown_common_fentry, struct path *path, u32 uid, u32 gid)
{
	return before_change(DOOR_FUNCTION, KIND_FILE_CHOWN, path, uid, gid);
}

SEC("fexit/chown_common")
int BPF_PROG(chown_common_fexit, struct path *path, u32 uid, u32 gid, int ret)
{
	finish(KIND_FILE_CHOWN, ret);
	return 0;
}

SEC("kprobe/chown_common")
int chown_common_kprobe(struct pt_regs *regs)
{
	return before_change(DOOR_KPROBE, KIND_FILE_CHOWN, (void *)FIRST(regs), SECOND(regs),
			     THIRD(regs));
}

/* What a system call was given: a path, or a descriptor when there is none. */
struct changed {
	u64 path;
	s32 dirfd;
	bool by_fd;
	u32 first;
	u32 second;
};

static __noinline int on_changed(struct call *call, u32 kind, struct changed *changed)
{
	u32 flags = CALL_FLAGS, len;
	union attribute_event *e;
	struct scratch *s;

	if (!wanted(kind))
		return 0;
	s = scratch_begin(call->slot);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	set_attributes(e, kind, changed->first, changed->second);
	if (changed->by_fd) {
		len = append_file_path(call->slot, sizeof(*e), file_of(changed->dirfd));
	} else {
		flags |= EVENT_UNRESOLVED;
		len = append_path_at(call->slot, sizeof(*e), changed->dirfd, changed->path);
	}
	len = placed(&e->chmod.path, sizeof(*e), len);
	fill_slot(call->slot, &e->common, kind, flags | s->truncated, call->ret);
	submit_up_to(e, len, sizeof(s->data), kind);
	return done();
}

static __noinline int on_chmod(struct call *c)
{
	struct changed changed = {
		.path = c->arg[0],
		.dirfd = AT_FDCWD,
		.first = c->arg[1],
		.second = MODE_UNKNOWN,
	};

	if (finishes(c, KIND_FILE_CHMOD))
		return done();
	if (c->body == BODY_FCHMOD) {
		changed.by_fd = true;
		changed.dirfd = c->arg[0];
	} else if (c->body == BODY_FCHMODAT) {
		changed.dirfd = c->arg[0];
		changed.path = c->arg[1];
		changed.first = c->arg[2];
	}
	return on_changed(c, KIND_FILE_CHMOD, &changed);
}

/* 16-bit ids: all ones is "leave it", as the kernel's low2highuid has it. */
static __always_inline u32 wide(u32 id)
{
	return (u16)id == 0xffff ? (u32)-1 : (u16)id;
}

static __noinline int on_chown(struct call *c)
{
	struct changed changed = {
		.path = c->arg[0],
		.dirfd = AT_FDCWD,
		.first = c->arg[1],
		.second = c->arg[2],
	};

	if (finishes(c, KIND_FILE_CHOWN))
		return done();
	if (c->body == BODY_FCHOWN || c->body == BODY_FCHOWN16) {
		changed.by_fd = true;
		changed.dirfd = c->arg[0];
	} else if (c->body == BODY_FCHOWNAT) {
		changed.dirfd = c->arg[0];
		changed.path = c->arg[1];
		changed.first = c->arg[2];
		changed.second = c->arg[3];
	}
	if (c->body == BODY_CHOWN16 || c->body == BODY_FCHOWN16) {
		changed.first = wide(changed.first);
		changed.second = wide(changed.second);
	}
	return on_changed(c, KIND_FILE_CHOWN, &changed);
}
