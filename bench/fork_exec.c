// SPDX-License-Identifier: Apache-2.0
/* A child that calls exec and leaves. */
#include "flood.h"
#include <sys/wait.h>

static void once(void)
{
	static char *const argv[] = { "child", NULL };
	static char *const env[] = { NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		execve("/proc/self/exe", argv, env);
		_exit(1);
	}
	if (waitpid(pid, &status, 0) < 0 || status)
		errx(1, "the child failed");
}

int main(int argc, char **argv)
{
	if (argc == 1)
		_exit(0); /* the child */
	return flood(argc, argv, once);
}
