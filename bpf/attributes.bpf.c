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
#define MODE_BITS 07777

static __always_inline void set_attributes(union attribute_event *e, enum kind kind, u32 first,
					   u32 second)
{
	if (kind == KIND_FILE_CHMOD) {
		e->chmod.mode = first & MODE_BITS;
		e->chmod.old_mode = second;
	} else {
		e->chown.new_uid = first;
		e->chown.new_gid = second;
	}
}

static __always_inline u32 resolved_change(bool typed, struct scratch *s, enum kind kind,
					   struct path *path, u32 first, u32 second)
{
	union attribute_event *e = (void *)s->data;
	u32 len;

	__builtin_memset(e, 0, sizeof(*e));
	set_attributes(e, kind, first, second);
	len = append_path_of(typed, s, sizeof(*e), path);
	return placed(&e->chmod.path, sizeof(*e), len);
}

/* At the end of the function. */
static __noinline int after_change(u32 kind, struct path *path, u32 first, u32 second, s64 ret)
{
	struct scratch *s;
	u32 len;

	if (!wanted(kind))
		return 0;
	s = take_scratch();
	if (!s) {
		count_lost(kind, LOSS_SCRATCH);
		return 0;
	}
	len = resolved_change(true, s, kind, path, first, second);
	fill((void *)s->data, kind, EVENT_HAS_RET | s->truncated, ret);
	submit_up_to(s->data, len, sizeof(s->data), kind);
	give_back(s);
	return done();
}

/* At its beginning, where only the end of the system call will tell. */
static __noinline int before_change(u32 kind, struct path *path, u32 first, u32 second)
{
	struct scratch *s;
	u32 len;

	if (!interesting(kind))
		return 0;
	s = take_scratch();
	if (!s)
		return 0; /* the end has the path as passed */
	len = resolved_change(false, s, kind, path, first, second);
	((struct event *)s->data)->flags = s->truncated;
	keep(s, kind, len, 0);
	give_back(s);
	return done();
}

/*
 * The mode before, from the beginning to the end of a change: a word for each of so many threads, which
 * says whose and of which file it is. Who writes to the same one meanwhile leaves the other's unknown.
 */
#define OLD_MODES 4096

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, OLD_MODES);
	__type(key, u32);
	__type(value, u64);
} old_modes SEC(".maps");

static __always_inline u64 *old_mode(void)
{
	u32 key = (u32)bpf_get_current_pid_tgid() & (OLD_MODES - 1);

	return bpf_map_lookup_elem(&old_modes, &key);
}

/* 22 bits of the thread, as many as it can have; 30 of the file's number. */
static __always_inline u64 mode_mark(struct inode *inode)
{
	u64 number = GET(true, inode, i_ino) & ((1 << 30) - 1);

	return (u64)(u32)bpf_get_current_pid_tgid() << 42 | number << 12;
}

static __always_inline struct inode *inode_at(bool typed, struct path *path)
{
	return FOLLOW(typed, path, dentry, d_inode);
}

SEC("fentry/chmod_common")
int BPF_PROG(chmod_common_fentry, struct path *path, u16 mode)
{
	struct inode *inode;
	u64 *old;

	if (!interesting(KIND_FILE_CHMOD))
		return 0;
	inode = inode_at(true, path);
	old = old_mode();
	if (old)
		KEPT_LONG(*old) = mode_mark(inode) | (GET(true, inode, i_mode) & MODE_BITS);
	return 0;
}

SEC("fexit/chmod_common")
int BPF_PROG(chmod_common_fexit, struct path *path, u16 mode, int ret)
{
	u64 *kept = old_mode(), word = kept ? KEPT_LONG(*kept) : 0;
	bool own = (word & ~(u64)MODE_BITS) == mode_mark(inode_at(true, path));

	if (kept && own)
		KEPT_LONG(*kept) = 0;
	return after_change(KIND_FILE_CHMOD, path, mode, own ? word & MODE_BITS : MODE_UNKNOWN,
			    ret);
}

SEC("kprobe/chmod_common")
int chmod_common_kprobe(struct pt_regs *regs)
{
	struct path *path = (void *)FIRST(regs);
	u32 old = GET(false, inode_at(false, path), i_mode) & MODE_BITS;

	return before_change(KIND_FILE_CHMOD, path, SECOND(regs), old);
}

SEC("fexit/chown_common")
int BPF_PROG(chown_common_fexit, struct path *path, u32 uid, u32 gid, int ret)
{
	return after_change(KIND_FILE_CHOWN, path, uid, gid, ret);
}

SEC("kprobe/chown_common")
int chown_common_kprobe(struct pt_regs *regs)
{
	return before_change(KIND_FILE_CHOWN, (void *)FIRST(regs), SECOND(regs), THIRD(regs));
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
		len = append_file_path(false, s, sizeof(*e), file_of(changed->dirfd));
	} else {
		flags |= EVENT_UNRESOLVED;
		len = append_path_at(refer(s), sizeof(*e), changed->dirfd, changed->path);
	}
	len = placed(&e->chmod.path, sizeof(*e), len);
	fill_through(s, &e->common, kind, flags | s->truncated, call->ret);
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
