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

/* What whoever runs this has left to us. */
static void tell_limits(void)
{
	static char cgroup[512];
	struct {
		u32 version;
		int pid;
	} head = { 0x20080522, 0 };
	struct {
		u32 effective, permitted, inheritable;
	} caps[2];
	u32 words[2];
	long fd = sys(openat, AT_FDCWD, "/proc/self/cgroup", O_RDONLY, 0, 0);

	must("capget", sys(capget, &head, caps, 0, 0, 0));
	/* As one number: its most significant byte first. */
	for (int i = 0; i < 2; i++)
		words[i] = __builtin_bswap32(caps[1 - i].effective);
	hex("caps", words, sizeof(words));
	if (fd >= 0)
		sys(read, fd, cgroup, sizeof(cgroup) - 1, 0, 0);
	text("cgroup", cgroup);
}

int main(int argc, char **argv)
{
	int failed = 0;

	act("sequence");
	num("pid", getpid());
	tell_limits();
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
