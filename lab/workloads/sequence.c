// SPDX-License-Identifier: Apache-2.0
/* sequence PROGRAM ARG.. [! PROGRAM ARG..]..: runs one after the other; says which, and leaves with the first code that is not 0. */
#include "nolibc.h"

static char *no_env[] = { 0 };

static int run(char **argv)
{
	int status;
	long pid;

	act("workload");
	text("program", argv[0]);
	end();
	pid = fork();
	if (pid == 0) {
		sys(execve, argv[0], argv, no_env, 0, 0);
		leave(127);
	}
	status = wait_for(pid);
	act("ended");
	num("pid", pid);
	num("code", status >> 8 & 255);
	num("signal", status & 127);
	end();
	return status ? 1 : 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	act("sequence");
	num("pid", getpid());
	end();
	for (int first = 1, at = 1; at <= argc; at++) {
		if (at < argc && !same(argv[at], "!"))
			continue;
		argv[at] = 0;
		if (at > first)
			failed |= run(argv + first);
		first = at + 1;
	}
	return failed;
}
