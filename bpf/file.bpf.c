/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* file.open, file.create by open; process.exec_failed, which has a path and nothing else. */
#include "create.bpf.h"

/* Both have their path first and small numbers after it. */
union path_event {
	struct event common;
	struct file_open open;
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

/* extra: flags | mode << 32 of an open. */
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

struct open_how {
	u64 flags;
	u64 mode;
};

static __noinline int on_open(struct call *c)
{
	struct open_how how = {};
	s32 dirfd = AT_FDCWD;
	u64 path = c->arg[0];

	switch (c->body) {
	case BODY_OPEN:
		how.flags = c->arg[1];
		how.mode = c->arg[2];
		break;
	case BODY_CREAT:
		how.flags = O_CREAT | 01 | 01000;
		how.mode = c->arg[1];
		break;
	case BODY_OPENAT2:
		bpf_probe_read_user(&how, sizeof(how), (void *)c->arg[2]);
		dirfd = c->arg[0];
		path = c->arg[1];
		break;
	default:
		dirfd = c->arg[0];
		path = c->arg[1];
		how.flags = c->arg[2];
		how.mode = c->arg[3];
	}
	if (c->ret >= 0 && how.flags & O_CREAT && serves(c->door, KIND_FILE_CREATE) &&
	    !serves(DOOR_KPROBE, KIND_FILE_CREATE))
		on_opened(c->slot, file_of(c->ret), EVENT_ARGS_AFTER);
	if (!serves(c->door, KIND_FILE_OPEN))
		return done();
	if (!(how.flags & (O_CREAT | O_TMPFILE)))
		how.mode = 0; /* not an argument then: whatever the register held */
	return on_path(c, KIND_FILE_OPEN, dirfd, (void *)path, (u32)how.flags | how.mode << 32);
}

/* Success is process.exec. */
static __always_inline int on_exec_failed(struct call *call, s32 dirfd, u64 path)
{
	if (call->ret >= 0)
		return 0;
	return on_path(call, KIND_PROCESS_EXEC_FAILED, dirfd, (void *)path, 0);
}
