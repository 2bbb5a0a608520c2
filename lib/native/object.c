// SPDX-License-Identifier: Apache-2.0
/* libbpf's functions that return a pointer: errno, which a runtime may overwrite, goes to *error. */
#include <errno.h>
#include "bpf.h"
#include "libbpf.h"
#include "sonde.h"

void *sonde_object_open(const void *bytes, uint64_t size, const char *btf_path, int *error)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "sonde",
		    .btf_custom_path = btf_path);
	void *object = bpf_object__open_mem(bytes, size, &opts);

	*error = object ? 0 : errno;
	return object;
}

/* Runs a raw_tp program once, in the calling process. */
int sonde_test_run(int program_fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	return bpf_prog_test_run_opts(program_fd, &opts);
}
