// SPDX-License-Identifier: Apache-2.0
/* fork: children that end by code and by signal, by fork and vfork, and threads, which are neither. */
#include "nolibc.h"

static u8 vfork_stack[16384] __attribute__((aligned(16)));

static void tell_fork(long child, long flags)
{
	act("fork");
	num("pid", getpid());
	num("child", child);
	num("flags", flags);
	end();
}

static void tell_exit(long pid, int status)
{
	act("exit");
	num("pid", pid);
	num("code", status >> 8 & 255);
	num("signal", status & 127);
	end();
}

static void exit_code(int code)
{
	long pid = fork();

	if (pid == 0)
		leave(code);
	tell_fork(pid, SIGCHLD);
	tell_exit(pid, wait_for(pid));
}

static void exit_signal(int signal)
{
	long pid = fork();

	if (pid == 0)
		for (;;)
			sys(kill, getpid(), signal, 0, 0, 0);
	tell_fork(pid, SIGCHLD);
	tell_exit(pid, wait_for(pid));
}

static void leave_code(long code)
{
	leave((int)code);
}

static void exit_vfork(int code)
{
	const long flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
	long pid =
		must("vfork", spawn(flags, vfork_stack + sizeof(vfork_stack), leave_code, code, 0));

	tell_fork(pid, flags);
	tell_exit(pid, wait_for(pid));
}

static void end_thread(long code)
{
	for (;;)
		sys(exit, code, 0, 0, 0, 0);
}

static void run_thread(void)
{
	int tid;
	long id = spawn_thread(end_thread, 5, &tid);

	join(&tid);
	act("thread");
	num("pid", getpid());
	num("tid", id);
	end();
}

/* The leader leaves first; the process ends with its last thread, by that one's exit_group. */
static void exit_by_thread(int code)
{
	long pid = fork();
	int tid;

	if (pid == 0) {
		spawn_thread(leave_code, code, &tid);
		end_thread(0);
	}
	tell_fork(pid, SIGCHLD);
	tell_exit(pid, wait_for(pid));
}

static volatile int ready, go;

static void leave_on_go(long code)
{
	ready = 1;
	while (!go)
		;
	end_thread(code);
}

/* Both leave at the same time: now and then both find nobody else alive, and are one exit all the same. */
static void exit_together(int code)
{
	long pid = fork();
	int tid;

	if (pid == 0) {
		spawn_thread(leave_on_go, code + 1, &tid);
		while (!ready)
			;
		go = 1;
		end_thread(code);
	}
	tell_fork(pid, SIGCHLD);
	tell_exit(pid, wait_for(pid));
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	exit_code(0);
	exit_code(3);
	exit_code(255);
	exit_signal(SIGKILL);
	exit_signal(15);
	exit_signal(11);
	exit_vfork(4);
	run_thread();
	run_thread();
	exit_by_thread(6);
	for (int i = 0; i < 25; i++)
		exit_together(8);
	return 0;
}
