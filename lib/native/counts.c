// SPDX-License-Identifier: Apache-2.0
/*
 * The programs' counters, read through a mapping: no system call, so that reading them needs no
 * privilege once they are open.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include "sonde.h"

static const uint64_t *counts;
static size_t size;

int sonde_counts_open(int map_fd, uint32_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ, MAP_SHARED, map_fd, 0);

	if (p == MAP_FAILED)
		return -errno;
	counts = p;
	size = bytes;
	return 0;
}

void sonde_counts_close(void)
{
	munmap((void *)counts, size);
	counts = NULL;
}

/* Sums the copies (one per CPU) of each row: to[row][column]. */
void sonde_counts_sum(uint64_t *to, uint32_t rows, uint32_t copies, uint32_t columns)
{
	for (uint32_t row = 0; row < rows; row++)
		for (uint32_t column = 0; column < columns; column++) {
			uint64_t sum = 0;

			for (uint32_t copy = 0; copy < copies; copy++) {
				size_t at = ((size_t)row * copies + copy) * columns + column;

				sum += __atomic_load_n(&counts[at], __ATOMIC_RELAXED);
			}
			to[row * columns + column] = sum;
		}
}
