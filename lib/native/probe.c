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
#include "sonde.h"

/*
 * Returns a descriptor. what: type, attach type, BTF id, flags, descriptor of a BTF, and how many
 * pairs (instruction, function's type in that BTF) follow. log: the verifier's text, ended by NUL;
 * empty when it said nothing, and with a size of 0 not asked for.
 */
int sonde_program_load(const uint32_t *what, const void *insns, uint32_t count, char *log,
		       uint32_t log_size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = what[1],
		    .attach_btf_id = what[2], .prog_flags = what[3]);

	if (what[5]) {
		opts.prog_btf_fd = what[4];
		opts.func_info_cnt = what[5];
		opts.func_info_rec_size = 2 * sizeof(*what);
		opts.func_info = what + 6;
	}
	if (log_size) {
		log[0] = 0;
		opts.log_level = 1;
		opts.log_buf = log;
		opts.log_size = log_size;
	}
	return bpf_prog_load(what[0], "sonde_probe", "Dual BSD/GPL", insns, count, &opts);
}

/*
 * Returns a descriptor. what: type, sizes of key and value, entries, flags, descriptor of a BTF,
 * types of key and value in it, an inner map's descriptor, the value's type in the kernel's BTF.
 */
int sonde_map_create(const uint32_t *what)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = what[4], .btf_fd = what[5],
		    .btf_key_type_id = what[6], .btf_value_type_id = what[7],
		    .inner_map_fd = what[8], .btf_vmlinux_value_type_id = what[9]);

	return bpf_map_create(what[0], "sonde_probe", what[1], what[2], what[3], &opts);
}

/* Returns a descriptor. bytes: a whole BTF. */
int sonde_btf_put(const void *bytes, uint32_t size)
{
	return bpf_btf_load(bytes, size, NULL);
}

/* One program on the entry (BPF_TRACE_KPROBE_MULTI) of a function, or with its exit (…_SESSION). */
int sonde_link_kprobe_multi(int program_fd, uint32_t attach_type, const char *function)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	opts.kprobe_multi.syms = &function;
	opts.kprobe_multi.cnt = 1;
	return bpf_link_create(program_fd, 0, attach_type, &opts);
}

/* One program in a function of this process: at this offset of a file, which it has mapped. */
int sonde_link_uprobe_multi(int program_fd, const char *file, uint64_t offset)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	unsigned long place = offset;

	opts.uprobe_multi.path = file;
	opts.uprobe_multi.offsets = &place;
	opts.uprobe_multi.cnt = 1;
	opts.uprobe_multi.pid = getpid();
	return bpf_link_create(program_fd, 0, BPF_TRACE_UPROBE_MULTI, &opts);
}

static int perf_open(struct perf_event_attr *attr, int pid, int cpu)
{
	int fd = syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * type: as read from /sys/bus/event_source/devices/{kprobe,uprobe}/type. what: a function of the
 * kernel, hit by all; or a file, hit by this process at this offset.
 */
int sonde_perf_probe(uint32_t type, const char *what, uint64_t offset, int all)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.type = type;
	attr.size = sizeof(attr);
	attr.config1 = (uintptr_t)what;
	attr.config2 = offset;
	return perf_open(&attr, all ? -1 : 0, all ? 0 : -1);
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
