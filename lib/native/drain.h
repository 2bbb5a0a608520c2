/* SPDX-License-Identifier: Apache-2.0 */
/* What the ring and the perf buffers share. */
#ifndef SONDE_DRAIN_H
#define SONDE_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

/* In front of a record in a batch: its length (u32), 4 bytes of no meaning. */
#define DRAIN_HEAD 8

/* How much of a buffer waits to be drained, bytes. */
struct level {
	uint64_t used;
	uint64_t size;
};

bool perf_is_open(void);
struct level perf_level(void);
uint32_t perf_drain(uint8_t *to, uint32_t size);
void perf_close(void);

#endif
