/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all floods share: NAME CPU COUNT does one thing COUNT times on one CPU. It prints its pid,
 * the count, and how many nanoseconds all of it took: of CPU time, children included, and of time.
 * On an idle machine both are the same; CPU time is what holds on a busy one.
 */
#ifndef BENCH_FLOOD_H
#define BENCH_FLOOD_H

#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void pin(const char *cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(atoi(cpu), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "CPU %s", cpu);
}

static inline uint64_t cpu_time(void)
{
	struct rusage children;
	uint64_t us;

	getrusage(RUSAGE_CHILDREN, &children);
	us = (children.ru_utime.tv_sec + children.ru_stime.tv_sec) * 1000000ull +
	     children.ru_utime.tv_usec + children.ru_stime.tv_usec;
	return now(CLOCK_PROCESS_CPUTIME_ID) + us * 1000;
}

/* Where once() is known, the compiler puts it into the loop. */
static inline int flood(int argc, char **argv, void (*once)(void))
{
	unsigned long count, i;
	uint64_t cpu, wall;

	if (argc != 3)
		errx(2, "usage: %s CPU COUNT", argv[0]);
	pin(argv[1]);
	count = strtoul(argv[2], NULL, 10);
	cpu = cpu_time();
	wall = now(CLOCK_MONOTONIC);
	for (i = 0; i < count; i++)
		once();
	cpu = cpu_time() - cpu;
	wall = now(CLOCK_MONOTONIC) - wall;
	printf("%d %lu %llu %llu\n", getpid(), count, (unsigned long long)cpu,
	       (unsigned long long)wall);
	return 0;
}

#endif
