// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include "sonde.h"

/* The same numbers on x86_64 and arm64; glibc 2.17 has no name for them. */
#define NR_FSOPEN 430
#define NR_FSCONFIG 431
#define NR_FSMOUNT 432
#define FSCONFIG_CMD_CREATE 6
#define FSOPEN_CLOEXEC 1
#define FSMOUNT_CLOEXEC 1

/*
 * A file system mounted nowhere: the descriptor is its only name, and it is gone with it. Linux
 * 5.2 or newer, else -ENOSYS.
 */
int sonde_mount_detached(const char *fstype)
{
	int context, mount;

	context = syscall(NR_FSOPEN, fstype, FSOPEN_CLOEXEC);
	if (context < 0)
		return -errno;
	if (syscall(NR_FSCONFIG, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		mount = -errno;
	else if ((mount = syscall(NR_FSMOUNT, context, FSMOUNT_CLOEXEC, 0)) < 0)
		mount = -errno;
	close(context);
	return mount;
}

/* A perf event on a tracepoint, all processes; one CPU is enough for a BPF program to see all. */
int sonde_perf_tracepoint(uint64_t id)
{
	struct perf_event_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_TRACEPOINT;
	attr.size = sizeof(attr);
	attr.config = id;
	attr.sample_period = 1;
	fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
