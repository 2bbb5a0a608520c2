/* SPDX-License-Identifier: Apache-2.0 */
/* Children that say so: their forks and exits are events too. */
#ifndef SONDE_LAB_CHILD_H
#define SONDE_LAB_CHILD_H

#include "nolibc.h"

static inline void tell_fork(long child, long flags)
{
	act("fork");
	num("pid", getpid());
	num("child", child);
	num("flags", flags);
	end();
}

static inline void tell_exit(long pid, int status)
{
	act("exit");
	num("pid", pid);
	num("code", status >> 8 & 255);
	num("signal", status & 127);
	end();
}

/* Runs fn in a child and waits for its end. */
static inline void in_child(void (*fn)(void))
{
	long pid = fork();

	if (pid == 0) {
		fn();
		leave(0);
	}
	tell_fork(pid, SIGCHLD);
	tell_exit(pid, wait_for(pid));
}

/* A child that waits until it is killed. */
static inline long idle_child(void)
{
	static int never;
	long pid = fork();

	while (pid == 0)
		sys(futex, &never, 0 /* FUTEX_WAIT */, 0, 0, 0);
	tell_fork(pid, SIGCHLD);
	return pid;
}

static inline void tell_signal(const char *how, long target, long thread, int signal, long ret)
{
	act("signal");
	text("how", how);
	num("pid", getpid());
	if (target == -2)
		text("target", "null");
	else
		num("target", target);
	if (thread == -2)
		text("thread", "null");
	else
		num("thread", thread);
	num("signal", signal);
	num("ret", ret);
	end();
}

#define NOT_NAMED -2

static inline void kill_child(long pid)
{
	tell_signal("end", pid, NOT_NAMED, SIGKILL, sys(kill, pid, SIGKILL, 0, 0, 0));
	tell_exit(pid, wait_for(pid));
}

#endif
