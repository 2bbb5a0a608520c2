// SPDX-License-Identifier: Apache-2.0
/* What steers the programs, through a mapping: no system call, so no privilege once it is open. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include "sonde.h"

/* struct control of bpf/control.h: its first word says which events are wanted. */
static uint64_t *control;
static size_t size;

int sonde_control_open(int map_fd, uint32_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);

	if (p == MAP_FAILED)
		return -errno;
	control = p;
	size = bytes;
	return 0;
}

void sonde_control_close(void)
{
	munmap(control, size);
	control = NULL;
}

/*
 * Writes the first `bytes`; what the programs themselves count comes after them. Nothing is wanted
 * while the rest changes: no event is judged by half of it.
 */
void sonde_control_write(const uint64_t *from, uint32_t bytes)
{
	__atomic_store_n(control, 0, __ATOMIC_SEQ_CST);
	memcpy(control + 1, from + 1, bytes - sizeof(*control));
	__atomic_store_n(control, from[0], __ATOMIC_SEQ_CST);
}

void sonde_control_read(uint64_t *to)
{
	memcpy(to, control, size);
}
