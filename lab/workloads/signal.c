// SPDX-License-Identifier: Apache-2.0
/* signal: one child, sent signals that it does not feel by every call, then killed; and calls that fail. */
#include "child.h"

#define SIGCONT 18
#define SI_QUEUE -1

static void by_pidfd(long child)
{
	char path[32] = "/proc/";
	long fd = must("pidfd_open", sys(pidfd_open, child, 0, 0, 0, 0));
	int at = 5;

	tell_signal("pidfd", child, NOT_NAMED, SIGCONT,
		    sys(pidfd_send_signal, fd, SIGCONT, 0, 0, 0));
	sys(close, fd, 0, 0, 0, 0);
	tell_signal("no-pidfd", NOT_NAMED, NOT_NAMED, SIGCONT,
		    sys(pidfd_send_signal, -1, SIGCONT, 0, 0, 0));
	/* A folder of /proc is one too, but does not say whose. */
	for (long rest = child; rest; rest /= 10)
		at++;
	path[at + 1] = 0;
	for (long rest = child; rest; rest /= 10)
		path[at--] = (char)('0' + rest % 10);
	fd = must(path, sys(openat, AT_FDCWD, path, O_RDONLY, 0, 0));
	tell_signal("proc-folder", NOT_NAMED, NOT_NAMED, SIGCONT,
		    sys(pidfd_send_signal, fd, SIGCONT, 0, 0, 0));
	sys(close, fd, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
	static int info[32] = { SIGCONT, 0, SI_QUEUE };
	long child;

	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	child = idle_child();
	tell_signal("kill", child, NOT_NAMED, 0, sys(kill, child, 0, 0, 0, 0));
	tell_signal("tkill", NOT_NAMED, child, SIGCONT, sys(tkill, child, SIGCONT, 0, 0, 0));
	tell_signal("tgkill", child, child, SIGCONT, sys(tgkill, child, child, SIGCONT, 0, 0));
	tell_signal("rt_sigqueueinfo", child, NOT_NAMED, SIGCONT,
		    sys(rt_sigqueueinfo, child, SIGCONT, info, 0, 0));
	tell_signal("rt_tgsigqueueinfo", child, child, SIGCONT,
		    sys(rt_tgsigqueueinfo, child, child, SIGCONT, info, 0));
	by_pidfd(child);
#if defined(__x86_64__)
	tell_signal("int80", child, NOT_NAMED, SIGCONT, int80(37, child, SIGCONT, 0));
	tell_signal("int80-tgkill", child, child, SIGCONT, int80(270, child, child, SIGCONT));
#endif
	tell_signal("no-group", -child, NOT_NAMED, SIGCONT, sys(kill, -child, SIGCONT, 0, 0, 0));
	tell_signal("no-signal", child, NOT_NAMED, 99, sys(kill, child, 99, 0, 0, 0));
	tell_signal("other-thread", child, getpid(), SIGCONT,
		    sys(tgkill, child, getpid(), SIGCONT, 0, 0));
	kill_child(child);
	tell_signal("gone", child, NOT_NAMED, SIGCONT, sys(kill, child, SIGCONT, 0, 0, 0));
	return 0;
}
