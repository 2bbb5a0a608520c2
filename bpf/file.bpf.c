/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* file.open, file.unlink; process.exec_failed, which has a path and nothing else. */
#include "syscall.bpf.h"

/* Both have their path first and small numbers after it. */
union path_event {
	struct event common;
	struct file_open open;
	struct file_unlink unlink;
	struct process_exec_failed exec_failed;
};

struct small_path_event {
	union path_event e;
	char path[SMALL_STRING];
};

static __always_inline void set_path(union path_event *e, u32 len)
{
	e->open.path.off = len ? sizeof(*e) : 0;
	e->open.path.len = len;
}

static __always_inline void large_path_event(union path_event *small, enum kind kind, s32 dirfd,
					     const char *path)
{
	struct scratch *s = scratch_begin(SLOT_SYS_EXIT);
	union path_event *e;
	u32 len;

	if (!s)
		return;
	e = (void *)s->data;
	*e = *small;
	len = append_path_at(SLOT_SYS_EXIT, sizeof(*e), dirfd, (u64)path);
	set_path(e, len);
	e->common.flags |= s->truncated;
	submit_up_to(e, sizeof(*e) + len, sizeof(s->data), kind);
}

/* extra: flags | mode << 32 of an open, is_dir of an unlink. */
static __noinline int on_path(struct call *call, enum kind kind, s32 dirfd, const char *path,
			      u64 extra)
{
	struct small_path_event r = {};
	u32 len;

	if (!wanted(kind))
		return 0;
	fill_call(&r.e.common, kind, CALL_FLAGS | EVENT_UNRESOLVED, call->ret);
	if (kind == KIND_FILE_OPEN) {
		r.e.open.open_flags = extra;
		r.e.open.mode = extra >> 32;
	} else if (kind == KIND_FILE_UNLINK) {
		r.e.unlink.is_dir = extra;
	}
	/* With the ending NUL; negative, so huge, when it could not be read. */
	len = bpf_probe_read_user_str(r.path, sizeof(r.path), path);
	if (len > 1 && len < SMALL_STRING && r.path[0] == '/') {
		set_path(&r.e, len - 1);
		submit_up_to(&r, sizeof(r.e) + len, sizeof(r), kind);
	} else {
		large_path_event(&r.e, kind, dirfd, path);
	}
	return done();
}

static __always_inline int on_open(struct call *call, s32 dirfd, u64 path, u32 flags, u32 mode)
{
	if (!(flags & (O_CREAT | O_TMPFILE)))
		mode = 0; /* not an argument then: whatever the register held */
	return on_path(call, KIND_FILE_OPEN, dirfd, (void *)path, flags | (u64)mode << 32);
}

static __always_inline int on_openat2(struct call *call)
{
	struct {
		u64 flags;
		u64 mode;
	} how = {};

	bpf_probe_read_user(&how, sizeof(how), (void *)call->arg[2]);
	return on_open(call, call->arg[0], call->arg[1], how.flags, how.mode);
}

static __always_inline int on_unlink(struct call *call, s32 dirfd, u64 path, bool is_dir)
{
	return on_path(call, KIND_FILE_UNLINK, dirfd, (void *)path, is_dir);
}

/* Success is process.exec. */
static __always_inline int on_exec_failed(struct call *call, s32 dirfd, u64 path)
{
	if (call->ret >= 0)
		return 0;
	return on_path(call, KIND_PROCESS_EXEC_FAILED, dirfd, (void *)path, 0);
}
