// SPDX-License-Identifier: Apache-2.0
/* libbpf's functions that return a pointer, with the error as a return value instead of errno. */
#include <errno.h>
#include <stddef.h>
#include "libbpf.h"
#include "sonde.h"

int sonde_object_open(const void *bytes, uint64_t size, const char *btf_path, void **object)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "sonde", .btf_custom_path = btf_path);

	*object = bpf_object__open_mem(bytes, size, &opts);
	return *object ? 0 : -errno;
}

/* By the program's own section name. */
int sonde_attach(const void *program, void **link)
{
	*link = bpf_program__attach(program);
	return *link ? 0 : -errno;
}

/* perf_fd: of sonde_perf_tracepoint(); closed with the link, or here on failure. */
int sonde_attach_perf(const void *program, int perf_fd, void **link)
{
	*link = bpf_program__attach_perf_event(program, perf_fd);
	return *link ? 0 : -errno;
}
