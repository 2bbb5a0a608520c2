// SPDX-License-Identifier: Apache-2.0
/*
 * The programs' counters, read through a mapping: no system call, so that reading them needs no
 * privilege once they are open. Before 5.5 (fc9702273e2e) each is asked for.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "bpf.h"
#include "sonde.h"

static uint64_t *counts;
static size_t size;
static int map = -1; /* not mapped: counts is a copy */

/* The map must outlive the counters. */
int sonde_counts_open(int map_fd, uint32_t bytes, bool mapped)
{
	map = mapped ? -1 : map_fd;
	size = bytes;
	counts = mapped ? mmap(NULL, bytes, PROT_READ, MAP_SHARED, map_fd, 0) : calloc(1, bytes);
	return !counts || counts == MAP_FAILED ? -errno : 0;
}

void sonde_counts_close(void)
{
	if (map >= 0)
		free(counts);
	else
		munmap(counts, size);
	counts = NULL;
}

static void copy_counts(uint32_t entries, uint32_t columns)
{
	for (uint32_t entry = 0; entry < entries; entry++)
		bpf_map_lookup_elem(map, &entry, &counts[(size_t)entry * columns]);
}

/* Sums the copies (one per CPU) of each row: to[row][column]. */
void sonde_counts_sum(uint64_t *to, uint32_t rows, uint32_t copies, uint32_t columns)
{
	if (map >= 0)
		copy_counts(rows * copies, columns);
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
