// SPDX-License-Identifier: Apache-2.0
/* paced CPU RATE SECONDS FILE: opens FILE that often a second, for so long. Prints how often in all. */
#include "flood.h"

#define SLICES 1000 /* a second */

static void sleep_until(uint64_t ns)
{
	struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
}

int main(int argc, char **argv)
{
	uint64_t rate, seconds, done = 0, start;

	if (argc != 5)
		errx(2, "usage: %s CPU RATE SECONDS FILE", argv[0]);
	pin(argv[1]);
	rate = strtoull(argv[2], NULL, 10);
	seconds = strtoull(argv[3], NULL, 10);
	start = now(CLOCK_MONOTONIC);
	for (uint64_t slice = 1; slice <= seconds * SLICES; slice++) {
		for (; done < slice * rate / SLICES; done++) {
			int fd = syscall(SYS_openat, AT_FDCWD, argv[4], O_RDONLY, 0);

			if (fd < 0)
				err(1, "%s", argv[4]);
			syscall(SYS_close, fd);
		}
		sleep_until(start + slice * (1000000000 / SLICES));
	}
	printf("%llu\n", (unsigned long long)done);
	return 0;
}
