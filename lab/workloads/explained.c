// SPDX-License-Identifier: Apache-2.0
/*
 * explained: programs that begin with other rights than their process seemed to have, as service managers start them.
 * None of it is an escalation.
 */
#include "ids.h"

#define USER 1000
#define CAP_NET_RAW 13
#define PR_SET_KEEPCAPS 8
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_RAISE 2

static char *noop[] = { "noop", "noop", 0 }, *no_env[] = { 0 };
static const char *self;
static long program; /* a user may run it, but not get to it */

static void run(void)
{
	leave((int)-sys(execveat, program, "", noop, no_env, AT_EMPTY_PATH));
}

/* A user's process has no capability in force, but one that its programs get. */
static void ambient(void)
{
	must("keepcaps", sys(prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0));
	permitted("setresuid", sys(setresuid, USER, USER, USER, 0, 0));
	effective_caps();
	cap_words[0].inheritable = 1 << CAP_NET_RAW;
	must("capset", sys(capset, &cap_head, cap_words, 0, 0, 0));
	must("ambient", sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0));
	run();
}

static void run_as_user(long unused)
{
	(void)unused;
	permitted("setresuid", sys(setresuid, USER, USER, USER, 0, 0));
	run();
}

/* One thread becomes a user's, and then the whole process. */
static void thread(void)
{
	int tid;

	spawn_thread(run_as_user, 0, &tid);
	for (;;)
		join(&tid);
}

static void in_program(const char *how, void (*become)(void))
{
	long pid = fork();

	if (pid == 0)
		become();
	if ((wait_for(pid) >> 8 & 255) != 7)
		return; /* and has told why */
	act("exec");
	text("how", how);
	num("pid", pid);
	text("path", self);
	num("argc", 2);
	text("argv", "noop,noop");
	num("ret", 0);
	end();
}

int main(int argc, char **argv)
{
	if (argc > 1 && same(argv[1], "noop"))
		return 7;
	self = argv[0];
	act("start");
	num("pid", getpid());
	end();
	program = must(self, sys(openat, AT_FDCWD, self, O_RDONLY, 0, 0));
	in_program("ambient", ambient);
	in_program("thread", thread);
	return 0;
}
