// SPDX-License-Identifier: Apache-2.0
#include <time.h>
#include "sonde.h"

static uint64_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/*
 * One instant on three clocks, in ns: to[0] wall time, to[1] the events' clock (it counts on while
 * the machine sleeps), to[2] the same without the time that it slept. Of a few tries the one that was interrupted least is taken.
 */
void sonde_clocks(uint64_t to[3])
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < 5; i++) {
		uint64_t before = now(CLOCK_BOOTTIME);
		uint64_t wall = now(CLOCK_REALTIME);
		uint64_t awake = now(CLOCK_MONOTONIC);
		uint64_t took = now(CLOCK_BOOTTIME) - before;

		if (took >= best)
			continue;
		best = took;
		to[0] = wall;
		to[1] = before + took / 2;
		to[2] = awake;
	}
}
