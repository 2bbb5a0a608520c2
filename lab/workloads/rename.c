// SPDX-License-Identifier: Apache-2.0
/* rename: a process that changes its name by prctl and through /proc. */
#include "nolibc.h"

#define PR_SET_NAME 15

static void tell(const char *how, const char *name, long ret)
{
	act("rename");
	text("how", how);
	num("pid", getpid());
	num("target", sys(gettid, 0, 0, 0, 0, 0));
	text("name", name);
	num("ret", ret);
	end();
}

static void by_prctl(const char *name)
{
	tell("prctl", name, sys(prctl, PR_SET_NAME, name, 0, 0, 0));
}

static void by_proc(const char *name)
{
	long fd = must("comm", sys(openat, AT_FDCWD, "/proc/self/comm", O_WRONLY, 0, 0));
	long ret = sys(write, fd, name, length_of(name), 0, 0);

	sys(close, fd, 0, 0, 0, 0);
	tell("proc", name, ret < 0 ? ret : 0);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	by_prctl("first");
	by_prctl("second name");
	by_prctl("kworker/0:1");
	by_proc("third");
	tell("prctl", "", sys(prctl, PR_SET_NAME, 1, 0, 0, 0));
	return 0;
}
