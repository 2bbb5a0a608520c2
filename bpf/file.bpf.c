/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* file.open, file.create by open; process.exec_failed, which has a path and nothing else. */
#include "create.bpf.h"

/* Both have their path first and small numbers after it. */
union path_event {
	struct event common;
	struct file_open open;
	struct process_exec_failed exec_failed;
};

/* An absolute path, which most are, is read once; 0 for any other. */
static __always_inline u32 append_absolute(struct scratch *s, const char *path)
{
	char *to = (char *)s->data + sizeof(union path_event);
	long n = bpf_probe_read_user_str(to, STRING_MAX, path);

	if (n == STRING_MAX)
		s->truncated = EVENT_TRUNCATED;
	return n > 1 && *to == '/' ? n - 1 : 0;
}

/* extra: flags | mode << 32 of an open. */
static __noinline int on_path(struct call *call, enum kind kind, s32 dirfd, const char *path,
			      u64 extra)
{
	union path_event *e;
	struct scratch *s;
	u32 len;

	if (!wanted(kind))
		return 0;
	s = scratch_begin(SLOT_SYS_EXIT);
	if (!s)
		return 0;
	e = (void *)s->data;
	fill_call(&e->common, kind, CALL_FLAGS | EVENT_UNRESOLVED, call->ret);
	__builtin_memset(&e->common + 1, 0, sizeof(*e) - sizeof(e->common));
	if (kind == KIND_FILE_OPEN) {
		e->open.open_flags = extra;
		e->open.mode = extra >> 32;
	}
	len = append_absolute(s, path);
	if (!len)
		len = append_path_at(refer(s), sizeof(*e), dirfd, (u64)path);
	len = placed(&e->open.path, sizeof(*e), len);
	e->common.flags |= s->truncated;
	submit_up_to(e, len, sizeof(s->data), kind);
	return done();
}

struct opening {
	u64 flags;
	u64 mode;
	u64 path;
	s32 dirfd;
};

/* What a system call of this family was given; false when it is another one. */
static __always_inline bool read_opening(struct call *c, struct opening *o)
{
	u64 how[2] = {};

	o->dirfd = AT_FDCWD;
	o->path = c->arg[0];
	switch (c->body) {
	case BODY_OPEN:
		o->flags = c->arg[1];
		o->mode = c->arg[2];
		break;
	case BODY_CREAT:
		o->flags = O_CREAT | 01 | 01000;
		o->mode = c->arg[1];
		break;
	case BODY_OPENAT2:
		bpf_probe_read_user(how, sizeof(how), (void *)c->arg[2]);
		o->dirfd = c->arg[0];
		o->path = c->arg[1];
		o->flags = how[0];
		o->mode = how[1];
		break;
	case BODY_OPENAT:
		o->dirfd = c->arg[0];
		o->path = c->arg[1];
		o->flags = c->arg[2];
		o->mode = c->arg[3];
		break;
	default:
		return false;
	}
	if (!(o->flags & (O_CREAT | O_TMPFILE)))
		o->mode = 0; /* not an argument then: whatever the register held */
	return true;
}

static __noinline int on_open(struct call *c)
{
	struct opening o = {};
	struct scratch *s;

	if (!read_opening(c, &o))
		return done();
	if (c->ret >= 0 && o.flags & O_CREAT && serves(c->door, KIND_FILE_CREATE) &&
	    !serves(DOOR_KPROBE, KIND_FILE_CREATE)) {
		s = scratch_begin(c->slot);
		if (s)
			on_opened(false, s, file_of(c->ret), EVENT_ARGS_AFTER);
	}
	if (!serves(c->door, KIND_FILE_OPEN))
		return done();
	return on_path(c, KIND_FILE_OPEN, o.dirfd, (void *)o.path, (u32)o.flags | o.mode << 32);
}

#define O_LARGEFILE_64 0100000 /* added by the kernel to every open of a 64-bit process, x86 */
#define FMODE_EXEC 0x20

/* What may be an error, or is to be told to a global function: the verifier forgets that it is a pointer. */
static __always_inline u64 number_of_pointer(const void *pointer)
{
	u64 number = 0;

	read_kernel(&number, sizeof(number), &pointer);
	return number;
}

/*
 * The function that finds and opens a file, for system calls, io_uring and the kernel itself:
 * what it returns has the path, and its mount, of the file; what fails, the name that was given.
 */
static __noinline int on_file_found(struct filename *name, struct open_flags *op, s32 dirfd,
				    u64 found)
{
	s64 ret = (s64)found >= -4095 && (s64)found < 0 ? (s64)found : 0;
	struct file *file = (void *)found;
	u32 flags = EVENT_HAS_RET, len;
	struct opening o = {};
	struct call c = {};
	struct file_open *e;
	struct scratch *s;

	o.flags = BPF_CORE_READ(op, open_flag);
	current_call(&c, DOOR_FUNCTION);
	/* What io_uring finds not in the cache is tried again. */
	if (o.flags & FMODE_EXEC || (!c.body && ret == -EAGAIN) || !wanted(KIND_FILE_OPEN))
		return done();
	o.flags &= ~O_LARGEFILE_64;
	o.mode = BPF_CORE_READ(op, mode) & 07777;
	if (c.body)
		read_opening(&c, &o);
	s = take_scratch();
	if (!s) {
		count_lost(KIND_FILE_OPEN, LOSS_SCRATCH);
		return done();
	}
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->open_flags = o.flags;
	e->mode = o.mode;
	if (!ret) {
		len = append_file_path(false, s, sizeof(*e), file);
	} else {
		flags |= EVENT_UNRESOLVED;
		len = append_kernel_path_at(refer(s), sizeof(*e), dirfd,
					    number_of_pointer(BPF_CORE_READ(name, name)));
	}
	len = placed(&e->path, sizeof(*e), len);
	fill(&e->common, KIND_FILE_OPEN, flags | s->truncated, ret);
	submit_up_to(e, len, sizeof(s->data), KIND_FILE_OPEN);
	give_back(s);
	return done();
}

SEC("fexit/do_filp_open")
int BPF_PROG(do_filp_open_fexit, int dfd, struct filename *name, struct open_flags *op,
	     struct file *file)
{
	return on_file_found(name, op, dfd, number_of_pointer(file));
}

SEC("fexit/do_file_open")
int BPF_PROG(do_file_open_fexit, int dfd, struct filename *name, struct open_flags *op,
	     struct file *file)
{
	return on_file_found(name, op, dfd, number_of_pointer(file));
}

/* Success is process.exec. */
static __always_inline int on_exec_failed(struct call *call, s32 dirfd, u64 path)
{
	if (call->ret >= 0)
		return 0;
	return on_path(call, KIND_PROCESS_EXEC_FAILED, dirfd, (void *)path, 0);
}
