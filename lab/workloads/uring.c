// SPDX-License-Identifier: Apache-2.0
/*
 * uring FOLDER: names made, renamed, linked and removed through io_uring, which no end of a system call tells of. An
 * operation that the kernel does not know yet is not told.
 */
#include "nolibc.h"

#define ENTRIES 4
#define RING_BYTES 4096
#define OFF_SQ_RING 0
#define OFF_CQ_RING 0x8000000
#define OFF_SQES 0x10000000
#define GETEVENTS 1
#define EINVAL 22

enum { OP_OPENAT = 18, OP_RENAMEAT = 35, OP_UNLINKAT, OP_MKDIRAT, OP_SYMLINKAT, OP_LINKAT };

struct offsets {
	u32 head, tail, mask, entries, flags, dropped, array, reserved;
	u64 address;
};

struct cq_offsets {
	u32 head, tail, mask, entries, overflow, cqes, flags, reserved;
	u64 address;
};

struct params {
	u32 sq_entries, cq_entries, flags, cpu, idle, features, wq_fd, reserved[3];
	struct offsets sq;
	struct cq_offsets cq;
};

struct entry {
	u8 opcode, flags;
	u16 priority;
	int fd;
	u64 off, addr;
	u32 len, op_flags;
	u64 user_data, rest[3];
};

static struct params params;
static u8 *sq, *cq;
static struct entry *entries;
static long ring;
static const char *folder;

static u8 *map(long offset, long bytes)
{
#if defined(__i386__) || defined(__arm__)
	long ret = sys6(SYS_mmap2, 0, bytes, 3, 0x8001, ring, offset >> 12);
#else
	long ret = sys6(SYS_mmap, 0, bytes, 3, 0x8001, ring, offset);
#endif

	must("map the ring", ret < 0 && ret > -4096 ? ret : 0);
	return (u8 *)ret;
}

static u32 *at(u8 *base, u32 offset)
{
	return (u32 *)(base + offset);
}

/* One operation, and what it returns. */
static long submit(struct entry entry)
{
	u32 tail = *at(sq, params.sq.tail), slot = tail & *at(sq, params.sq.mask);
	volatile u32 *cq_tail = at(cq, params.cq.tail);
	u32 head;

	entries[slot] = entry;
	at(sq, params.sq.array)[slot] = slot;
	__atomic_store_n(at(sq, params.sq.tail), tail + 1, __ATOMIC_RELEASE);
	must("enter", sys6(SYS_io_uring_enter, ring, 1, 1, GETEVENTS, 0, 0));
	head = *at(cq, params.cq.head);
	if (*cq_tail == head)
		must("no completion", -1);
	tail = head & *at(cq, params.cq.mask);
	__atomic_store_n(at(cq, params.cq.head), head + 1, __ATOMIC_RELEASE);
	/* 16 bytes each: user_data, res, flags. */
	return *(volatile int *)(cq + params.cq.cqes + 16 * tail + 8);
}

static void path(const char *key, const char *name)
{
	text_begin(key);
	text_part(folder);
	text_part("/");
	text_part(name);
}

/* 0 when the kernel does not know the operation: there is nothing to tell then. */
static int begin(const char *what, long ret)
{
	if (ret == -EINVAL)
		return 0;
	act(what);
	text("how", "uring");
	num("uring", 1);
	num("pid", getpid());
	return 1;
}

static void end_with(long ret)
{
	num("ret", ret);
	num("early", 0);
	end();
}

static u64 pointer(const char *text)
{
	return (unsigned long)text;
}

static void mkdir(const char *name, int mode)
{
	long ret = submit((struct entry){
		.opcode = OP_MKDIRAT, .fd = AT_FDCWD, .addr = pointer(name), .len = mode });

	if (!begin("mkdir", ret))
		return;
	path("path", name);
	num("flags", mode);
	end_with(ret);
}

static void unlink(const char *name, int is_dir)
{
	long ret = submit((struct entry){ .opcode = OP_UNLINKAT,
					  .fd = AT_FDCWD,
					  .addr = pointer(name),
					  .op_flags = is_dir ? AT_REMOVEDIR : 0 });

	if (!begin("unlink", ret))
		return;
	path("path", name);
	num("dir", is_dir);
	end_with(ret);
}

static void two(const char *what, int opcode, const char *old, const char *name)
{
	long ret = submit((struct entry){ .opcode = opcode,
					  .fd = AT_FDCWD,
					  .addr = pointer(old),
					  .len = (u32)AT_FDCWD,
					  .off = pointer(name) });

	if (!begin(what, ret))
		return;
	path("old", old);
	path("path", name);
	num("flags", 0);
	end_with(ret);
}

static void symlink(const char *target, const char *name)
{
	long ret = submit((struct entry){ .opcode = OP_SYMLINKAT,
					  .fd = AT_FDCWD,
					  .addr = pointer(target),
					  .off = pointer(name) });

	if (!begin("symlink", ret))
		return;
	text("target", target);
	path("path", name);
	end_with(ret);
}

static void create(const char *name)
{
	long ret = submit((struct entry){ .opcode = OP_OPENAT,
					  .fd = AT_FDCWD,
					  .addr = pointer(name),
					  .len = 0640,
					  .op_flags = O_WRONLY | O_CREAT });

	must("open", ret);
	begin("create", ret);
	path("path", name);
	num("mode", 0640);
	num("ret", 0);
	end();
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	ring = sys(io_uring_setup, ENTRIES, &params, 0, 0, 0);
	if (ring == -38 || ring == -1)
		return 0; /* switched off: nothing is done */
	must("setup", ring);
	sq = map(OFF_SQ_RING, RING_BYTES);
	cq = map(OFF_CQ_RING, RING_BYTES);
	entries = (struct entry *)map(OFF_SQES, RING_BYTES);
	create("u1");
	two("file_rename", OP_RENAMEAT, "u1", "u2");
	two("link", OP_LINKAT, "u2", "u3");
	two("link", OP_LINKAT, "u2", "u3");
	symlink("target", "u4");
	mkdir("u5", 0711);
	unlink("u5", 1);
	unlink("u3", 0);
	return 0;
}
