// SPDX-License-Identifier: Apache-2.0
/* Small programs and perf events for asking the kernel what it can do. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include "bpf.h"
#include "btf.h"
#include "sonde.h"

/* Returns a descriptor. log: the verifier's text, ended by NUL; empty when it said nothing. */
int sonde_program_load(uint32_t type, uint32_t attach_type, uint32_t btf_id, const void *insns,
		       uint32_t count, char *log, uint32_t log_size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type,
		    .attach_btf_id = btf_id, .log_level = 1, .log_buf = log, .log_size = log_size);

	log[0] = 0;
	return bpf_prog_load(type, "sonde_probe", "Dual BSD/GPL", insns, count, &opts);
}

/* The kernel's BTF, parsed; for btf__*() and to be freed by btf__free(). */
void *sonde_btf_load(int *error)
{
	void *btf = btf__load_vmlinux_btf();

	*error = btf ? 0 : errno;
	return btf;
}

static int perf_open(struct perf_event_attr *attr, int pid, int cpu)
{
	int fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* type: as read from /sys/bus/event_source/devices/kprobe/type. */
int sonde_perf_kprobe(uint32_t type, const char *function)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.type = type;
	attr.size = sizeof(attr);
	attr.kprobe_func = (uintptr_t)function;
	return perf_open(&attr, -1, 0);
}

/* The reader's side of one CPU's perf buffer, without memory for it. */
int sonde_perf_output(int cpu)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_SOFTWARE;
	attr.size = sizeof(attr);
	attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	attr.sample_type = PERF_SAMPLE_RAW;
	attr.sample_period = 1;
	return perf_open(&attr, -1, cpu);
}

/* Ends with the last descriptor of the perf event. */
int sonde_perf_attach(int perf_fd, int program_fd)
{
	if (ioctl(perf_fd, PERF_EVENT_IOC_SET_BPF, program_fd) ||
	    ioctl(perf_fd, PERF_EVENT_IOC_ENABLE, 0))
		return -errno;
	return 0;
}

static int create_map(void)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 8;
	attr.max_entries = 1;
	fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/*
 * 1 when BPF memory is charged to RLIMIT_MEMLOCK, 0 when it is not (memory cgroup): a map that can
 * be created is created again with the soft limit at 0, for as long as that takes.
 */
int sonde_memlock_charged(void)
{
	struct rlimit old, none;
	int error;

	error = create_map();
	if (error)
		return error;
	if (getrlimit(RLIMIT_MEMLOCK, &old))
		return -errno;
	none = old;
	none.rlim_cur = 0;
	if (setrlimit(RLIMIT_MEMLOCK, &none))
		return -errno;
	error = create_map();
	setrlimit(RLIMIT_MEMLOCK, &old);
	return error == -EPERM ? 1 : error;
}
