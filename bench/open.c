// SPDX-License-Identifier: Apache-2.0
#include "flood.h"

static void once(void)
{
	int fd = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0);

	if (fd < 0)
		err(1, "openat");
	syscall(SYS_close, fd);
}

int main(int argc, char **argv)
{
	return flood(argc, argv, once);
}
