// SPDX-License-Identifier: Apache-2.0
/*
 * tick CPU: opens a name that holds the time, every 0.1 ms until it is ended. The first one that a
 * recorder has tells when it began to record, whatever its own clock. The time, in microseconds of
 * CLOCK_BOOTTIME, is in the mode too (its low 32 bits), for recorders that cannot read a name.
 */
#include "flood.h"

int main(int argc, char **argv)
{
	char path[64];

	if (argc != 2)
		errx(2, "usage: %s CPU", argv[0]);
	pin(argv[1]);
	for (uint64_t next = now(CLOCK_BOOTTIME);; next += 100000) {
		uint64_t t;

		while ((t = now(CLOCK_BOOTTIME)) < next)
			;
		next = t;
		snprintf(path, sizeof(path), "/sonde-bench/%llu", (unsigned long long)t / 1000);
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, (uint32_t)(t / 1000));
	}
}
