// SPDX-License-Identifier: Apache-2.0
/*
 * Drains perf buffers, one per CPU, where the kernel has no BPF ring buffer. Each is in the order
 * of time; taken together they are merged by the time that every record begins with.
 *
 * While one buffer is looked at, others are written: what is younger than the drain stays for the next
 * one. So what led to an event is never behind it: it was in its buffer before the event's time, and
 * that is before any buffer was looked at.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include "bpf.h"
#include "drain.h"
#include "sonde.h"

struct buffer {
	struct perf_event_mmap_page *page;
	uint8_t *data;
	uint64_t head, tail; /* of this drain */
	int fd;
};

static struct {
	struct buffer *buffers;
	uint32_t count;
	uint32_t size; /* of the data of each */
	long page;
} perf;

/* In front of every record: struct perf_event_header, then the length of what follows. */
#define SAMPLE_HEAD (sizeof(struct perf_event_header) + sizeof(uint32_t))

static int open_event(int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		/* Nobody is woken up: wakeup_events is 0. */
	};

	return syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

static int open_buffer(struct buffer *b, int map_fd, int cpu)
{
	void *p;

	b->fd = open_event(cpu);
	if (b->fd < 0)
		return -errno;
	p = mmap(NULL, perf.page + perf.size, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
	if (p == MAP_FAILED)
		goto fail;
	b->page = p;
	b->data = (uint8_t *)p + perf.page;
	if (bpf_map_update_elem(map_fd, &cpu, &b->fd, BPF_ANY) ||
	    ioctl(b->fd, PERF_EVENT_IOC_ENABLE, 0)) {
		munmap(p, perf.page + perf.size);
		goto fail;
	}
	return 0;

fail:
	close(b->fd);
	return -errno;
}

/* cpus: those that are online; bytes: of each buffer, a power of two of pages. */
int sonde_perf_open(int map_fd, const int32_t cpus[], uint32_t count, uint32_t bytes)
{
	perf.page = sysconf(_SC_PAGESIZE);
	perf.size = bytes;
	perf.buffers = calloc(count, sizeof(*perf.buffers));
	if (!perf.buffers)
		return -ENOMEM;
	for (perf.count = 0; perf.count < count; perf.count++) {
		int failed = open_buffer(&perf.buffers[perf.count], map_fd, cpus[perf.count]);

		if (failed) {
			perf_close();
			return failed;
		}
	}
	return 0;
}

bool perf_is_open(void)
{
	return perf.buffers;
}

/* Of the fullest. */
struct level perf_level(void)
{
	struct level most = { .size = perf.size };

	for (uint32_t i = 0; i < perf.count; i++) {
		const struct perf_event_mmap_page *page = perf.buffers[i].page;
		uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_RELAXED);

		if (head - page->data_tail > most.used)
			most.used = head - page->data_tail;
	}
	return most;
}

void perf_close(void)
{
	for (uint32_t i = 0; i < perf.count; i++) {
		munmap(perf.buffers[i].page, perf.page + perf.size);
		close(perf.buffers[i].fd);
	}
	free(perf.buffers);
	memset(&perf, 0, sizeof(perf));
}

/* Bytes from a place in the buffer on, which may go round its end. */
static void copy(const struct buffer *b, void *to, uint64_t from, size_t len)
{
	size_t at = from & (perf.size - 1);
	size_t first = perf.size - at < len ? perf.size - at : len;

	memcpy(to, b->data + at, first);
	memcpy((uint8_t *)to + first, b->data, len - first);
}

/* The next sample's length and time; false when there is none. */
static bool peek(struct buffer *b, uint32_t *len, uint64_t *time)
{
	struct perf_event_header header;

	while (b->tail < b->head) {
		copy(b, &header, b->tail, sizeof(header));
		if (header.type == PERF_RECORD_SAMPLE) {
			copy(b, len, b->tail + sizeof(header), sizeof(*len));
			copy(b, time, b->tail + SAMPLE_HEAD, sizeof(*time));
			return true;
		}
		b->tail += header.size; /* what was lost is counted by the programs */
	}
	return false;
}

/* The events' clock. Before 5.8 theirs stands still while the host sleeps, and is never ahead. */
static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* The buffer whose next sample is the oldest, of those before `end`; NULL when there is none. */
static struct buffer *oldest(uint64_t end, uint32_t *len)
{
	struct buffer *found = NULL;
	uint64_t best = end, time;
	uint32_t l;

	for (uint32_t i = 0; i < perf.count; i++) {
		struct buffer *b = &perf.buffers[i];

		if (!peek(b, &l, &time) || time >= best)
			continue;
		found = b;
		best = time;
		*len = l;
	}
	return found;
}

/* As sonde_ring_drain(). */
uint32_t perf_drain(uint8_t *to, uint32_t size)
{
	uint64_t begin = now();
	uint32_t out = 0, len = 0;
	struct buffer *b;

	for (uint32_t i = 0; i < perf.count; i++) {
		b = &perf.buffers[i];
		b->head = __atomic_load_n(&b->page->data_head, __ATOMIC_ACQUIRE);
		b->tail = b->page->data_tail; /* nobody else writes it */
	}
	while ((b = oldest(begin, &len))) {
		uint32_t total = (len + DRAIN_HEAD + 7) & ~7u;

		if (out + total > size)
			break;
		memcpy(to + out, &len, sizeof(len));
		copy(b, to + out + DRAIN_HEAD, b->tail + SAMPLE_HEAD, len);
		out += total;
		b->tail += (SAMPLE_HEAD + len + 7) & ~7u;
	}
	for (uint32_t i = 0; i < perf.count; i++)
		__atomic_store_n(&perf.buffers[i].page->data_tail, perf.buffers[i].tail,
				 __ATOMIC_RELEASE);
	return out;
}
