// SPDX-License-Identifier: Apache-2.0
/*
 * Starts a command in two steps: the child waits until it is released, so that every hook is in
 * place before its first exec. Between fork and exec only async-signal-safe functions are used:
 * the parent has threads.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sonde.h"

static void run(const char *file, char *const argv[], char *const envp[], int go, int failure)
{
	sigset_t none;
	char byte;
	int error;

	/* A runtime's own dispositions must not reach the command. */
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (read(go, &byte, 1) != 1)
		_exit(125); /* the recorder is gone */
	execve(file, argv, envp);
	error = errno;
	if (write(failure, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(error == ENOENT ? 127 : 126);
}

/* Returns the child's pid. fds: for sonde_release(). */
int sonde_spawn(const char *file, char *const argv[], char *const envp[], int fds[2])
{
	int go[2], failure[2];
	pid_t pid;

	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(failure, O_CLOEXEC))
		goto close_go;
	pid = fork();
	if (pid < 0)
		goto close_both;
	if (!pid) {
		close(go[1]);
		run(file, argv, envp, go[0], failure[1]);
	}
	close(go[0]);
	close(failure[1]);
	fds[0] = go[1];
	fds[1] = failure[0];
	return pid;

close_both:
	close(failure[0]);
	close(failure[1]);
close_go:
	close(go[0]);
	close(go[1]);
	return -errno;
}

/* Lets the child go on to exec and waits until it did: 0, or -errno of exec. */
int sonde_release(const int fds[2])
{
	int error = 0;
	ssize_t n;

	if (write(fds[0], "", 1) != 1)
		error = errno;
	close(fds[0]);
	do
		n = read(fds[1], &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	close(fds[1]);
	return -error;
}

/* Returns pid once it has ended, 0 while it runs. status: as of wait(2). */
int sonde_wait(int pid, int *status)
{
	int r = waitpid(pid, status, WNOHANG);

	return r < 0 ? -errno : r;
}
