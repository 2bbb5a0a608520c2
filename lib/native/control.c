// SPDX-License-Identifier: Apache-2.0
/*
 * What steers the programs, through a mapping: no system call, so no privilege once it is open.
 * Before 5.5 (fc9702273e2e) it is read and written as a whole.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "bpf.h"
#include "sonde.h"

/* struct control of bpf/control.h: its first word says which events are wanted. */
static uint64_t *control;
static size_t size;
static int map = -1; /* not mapped: control is a copy */
static const uint32_t only; /* key */

int sonde_control_open(int map_fd, uint32_t bytes, bool mapped)
{
	int access = PROT_READ | PROT_WRITE;

	map = mapped ? -1 : map_fd;
	size = bytes;
	control = mapped ? mmap(NULL, bytes, access, MAP_SHARED, map_fd, 0) : calloc(1, bytes);
	return !control || control == MAP_FAILED ? -errno : 0;
}

void sonde_control_close(void)
{
	if (map >= 0)
		free(control);
	else
		munmap(control, size);
	control = NULL;
}

/*
 * Writes the first `bytes`; what the programs themselves count comes after them. Nothing is wanted
 * while the rest changes: no event is judged by half of it.
 */
void sonde_control_write(const uint64_t *from, uint32_t bytes)
{
	if (map >= 0)
		bpf_map_lookup_elem(map, &only, control);
	__atomic_store_n(control, 0, __ATOMIC_SEQ_CST);
	if (map >= 0)
		bpf_map_update_elem(map, &only, control, BPF_ANY);
	memcpy(control + 1, from + 1, bytes - sizeof(*control));
	__atomic_store_n(control, from[0], __ATOMIC_SEQ_CST);
	if (map >= 0)
		bpf_map_update_elem(map, &only, control, BPF_ANY);
}

void sonde_control_read(uint64_t *to)
{
	if (map >= 0)
		bpf_map_lookup_elem(map, &only, control);
	memcpy(to, control, size);
}
