/* SPDX-License-Identifier: Apache-2.0 */
/* io_uring by its raw system calls: one operation at a time. */
#ifndef SONDE_LAB_RING_H
#define SONDE_LAB_RING_H

#include "nolibc.h"

#define RING_CONNECT 16
#define RING_ACCEPT 13
#define RING_SENDMSG 9
#define RING_RECVMSG 10
#define RING_SEND 26
#define RING_RECV 27
#define RING_BIND 56
#define RING_LISTEN 57

#define NR_RING_SETUP 425
#define NR_RING_ENTER 426
#define RING_GETEVENTS 1

struct ring_params {
	u32 sq_entries, cq_entries, flags, thread_cpu, thread_idle, features, wq_fd, pad[3];
	struct {
		u32 head, tail, mask, entries, flags, dropped, array, pad;
		u64 address;
	} sq;
	struct {
		u32 head, tail, mask, entries, overflow, cqes, flags, pad;
		u64 address;
	} cq;
};

/* Which fields an operation takes is in its own documentation. */
struct ring_sqe {
	u8 opcode, flags;
	u16 ioprio;
	int fd;
	u64 off, addr;
	u32 len, op_flags;
	u64 user_data;
	u64 rest[3];
};

struct ring_cqe {
	u64 user_data;
	int res;
	u32 flags;
};

static struct {
	long fd; /* negative: why there is none */
	struct ring_params params;
	u8 *sq, *cq;
	struct ring_sqe *sqes;
} ring;

static inline void *ring_map(unsigned long length, unsigned long offset)
{
	const long rw = 3, shared_populate = 0x8001;
#if defined(__x86_64__) || defined(__aarch64__)
	long at = sys6(SYS_mmap, 0, (long)length, rw, shared_populate, ring.fd, (long)offset);
#else
	long at = sys6(SYS_mmap2, 0, (long)length, rw, shared_populate, ring.fd,
		       (long)(offset >> 12));
#endif

	if ((unsigned long)at >= (unsigned long)-4095)
		must("mmap of a ring", at);
	return (void *)at;
}

/* False where the kernel has none or does not let us. */
static inline int ring_open(void)
{
	ring.fd = sys6(NR_RING_SETUP, 4, (long)&ring.params, 0, 0, 0, 0);
	if (ring.fd < 0)
		return 0;
	ring.sq = ring_map(ring.params.sq.array + ring.params.sq_entries * sizeof(u32), 0);
	ring.cq = ring_map(ring.params.cq.cqes + ring.params.cq_entries * sizeof(struct ring_cqe),
			   0x8000000);
	ring.sqes = ring_map(ring.params.sq_entries * sizeof(struct ring_sqe), 0x10000000);
	return 1;
}

static inline struct ring_sqe *ring_sqe(int opcode, int fd)
{
	struct ring_sqe *sqe = &ring.sqes[0];

	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = (u8)opcode;
	sqe->fd = fd;
	return sqe;
}

/* Submits what ring_sqe() gave, waits for its end, and returns its result. */
static inline long ring_run(void)
{
	volatile u32 *tail = (u32 *)(ring.sq + ring.params.sq.tail);
	volatile u32 *cq_head = (u32 *)(ring.cq + ring.params.cq.head);
	u32 mask = *(u32 *)(ring.cq + ring.params.cq.mask);
	u32 *array = (u32 *)(ring.sq + ring.params.sq.array);
	struct ring_cqe *cqes = (struct ring_cqe *)(ring.cq + ring.params.cq.cqes);
	long res;

	array[*tail & *(u32 *)(ring.sq + ring.params.sq.mask)] = 0;
	__sync_synchronize();
	*tail = *tail + 1;
	__sync_synchronize();
	must("io_uring_enter", sys6(NR_RING_ENTER, ring.fd, 1, 1, RING_GETEVENTS, 0, 0));
	__sync_synchronize();
	res = cqes[*cq_head & mask].res;
	*cq_head = *cq_head + 1;
	return res;
}

#endif
