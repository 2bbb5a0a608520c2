// SPDX-License-Identifier: Apache-2.0
/*
 * Drains a BPF ring buffer in batches: one call moves everything that is ready, with the acquire
 * and release ordering that JavaScript cannot express on this memory.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <linux/bpf.h>
#include "drain.h"
#include "sonde.h"

static struct {
	uint64_t *consumer;
	uint64_t *producer;
	uint8_t *data;
	uint32_t size;
	long page;
} ring;

/* size: of the data area in bytes, as the map was created. */
int sonde_ring_open(int map_fd, uint32_t size)
{
	void *p;

	ring.page = sysconf(_SC_PAGESIZE);
	ring.size = size;
	p = mmap(NULL, ring.page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	ring.consumer = p;
	/* The kernel maps the data twice in a row, so that no record is ever split. */
	p = mmap(NULL, ring.page + 2 * (size_t)size, PROT_READ, MAP_SHARED, map_fd, ring.page);
	if (p == MAP_FAILED) {
		int error = errno;

		munmap(ring.consumer, ring.page);
		return -error;
	}
	ring.producer = p;
	ring.data = (uint8_t *)p + ring.page;
	return 0;
}

/*
 * Copies as many whole records as fit. In `to` a record is its length (u32), 4 bytes of no
 * meaning, then the record, padded to 8. Returns the bytes written; 0 when there was nothing.
 */
uint32_t sonde_ring_drain(uint8_t *to, uint32_t size)
{
	uint64_t consumer, producer;
	uint32_t out = 0;

	if (perf_is_open())
		return perf_drain(to, size);
	consumer = *ring.consumer; /* nobody else writes it */
	producer = __atomic_load_n(ring.producer, __ATOMIC_ACQUIRE);
	while (consumer < producer) {
		uint32_t *header = (uint32_t *)(ring.data + (consumer & (ring.size - 1)));
		uint32_t word = __atomic_load_n(header, __ATOMIC_ACQUIRE);
		uint32_t len = word & ~BPF_RINGBUF_DISCARD_BIT;
		uint32_t total = (len + BPF_RINGBUF_HDR_SZ + 7) & ~7u;

		if (word & BPF_RINGBUF_BUSY_BIT)
			break;
		if (!(word & BPF_RINGBUF_DISCARD_BIT)) {
			if (out + total > size)
				break;
			memcpy(to + out, header, total);
			out += total;
		}
		consumer += total;
	}
	__atomic_store_n(ring.consumer, consumer, __ATOMIC_RELEASE);
	return out;
}

static struct level level(void)
{
	uint64_t producer = __atomic_load_n(ring.producer, __ATOMIC_RELAXED);

	return (struct level){ .used = producer - *ring.consumer, .size = ring.size };
}

/*
 * Returns when it is time to drain: when there is something and `patience` ms are over, or when much
 * is there; else after `longest` ms, or when a signal came. Looking costs next to nothing here, and
 * is so frequent that no flood that begins suddenly fills the ring meanwhile.
 */
void sonde_ring_wait(uint32_t patience, uint32_t longest)
{
	uint32_t waited = 0, step = 10;
	struct level now;

	do {
		const struct timespec pause = { .tv_nsec = step * 1000 * 1000 };

		if (nanosleep(&pause, NULL))
			return;
		waited += step;
		now = perf_is_open() ? perf_level() : level();
		step = now.used ? 10 : 20;
	} while (waited < (now.used ? patience : longest) && now.used < now.size / 8);
}

void sonde_ring_close(void)
{
	if (perf_is_open()) {
		perf_close();
		return;
	}
	munmap(ring.producer, ring.page + 2 * (size_t)ring.size);
	munmap(ring.consumer, ring.page);
}
