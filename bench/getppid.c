// SPDX-License-Identifier: Apache-2.0
/* A system call that nobody audits. */
#include "flood.h"

static void once(void)
{
	syscall(SYS_getppid);
}

int main(int argc, char **argv)
{
	return flood(argc, argv, once);
}
