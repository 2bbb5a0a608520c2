// SPDX-License-Identifier: Apache-2.0
#include "flood.h"

static char path[64];

static void once(void)
{
	int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		err(1, "%s", path);
	syscall(SYS_close, fd);
	if (syscall(SYS_unlinkat, AT_FDCWD, path, 0))
		err(1, "%s", path);
}

int main(int argc, char **argv)
{
	snprintf(path, sizeof(path), "/tmp/sonde-bench-%d", getpid());
	return flood(argc, argv, once);
}
