// SPDX-License-Identifier: Apache-2.0
/* Starts programs, passes on what they print, and tells how they ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent.h"

/* Every workload in every ABI is one command. */
#define MAX_ARGS 2048

struct run {
	bool used;
	uint32_t id;
	pid_t pid;
	int out;
	int err;
};

static struct run runs[MAX_RUNS];

/* Leaves only `caps` in every set, so that exec as root can't win the others back. */
static void limit_caps(uint64_t caps)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (int cap = 0; cap < 64; cap++)
		if (!(caps >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	if (syscall(SYS_capget, &head, data))
		_exit(126);
	for (int i = 0; i < 2; i++) {
		data[i].permitted &= (uint32_t)(caps >> (32 * i));
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &head, data))
		_exit(126);
}

static void join_cgroup(const char *cgroup)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1) {
		dprintf(2, "agent: %s: %s\n", path, strerror(errno));
		_exit(126);
	}
	close(fd);
}

struct command {
	uint32_t flags;
	uint64_t caps;
	char *cgroup;
	char *cwd;
	char *argv[MAX_ARGS + 1];
	char *env[MAX_ARGS + 1];
};

static void take_strings(struct cursor *c, char **into)
{
	uint32_t count = take_u32(c);

	if (count > MAX_ARGS) {
		errno = E2BIG;
		die("strings");
	}
	for (uint32_t i = 0; i < count; i++)
		into[i] = take_string(c);
	into[count] = NULL;
}

static void exec_child(struct command *cmd, int in, int out, int err)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (cmd->flags & RUN_TTY) {
		in = out = err = open("/dev/console", O_RDWR);
		ioctl(in, TIOCSCTTY, 1);
	}
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	if (cmd->flags & RUN_MEMLOCK)
		setrlimit(RLIMIT_MEMLOCK, &unlimited);
	if (cmd->cgroup[0])
		join_cgroup(cmd->cgroup);
	if (cmd->cwd[0] && chdir(cmd->cwd)) {
		dprintf(2, "agent: %s: %s\n", cmd->cwd, strerror(errno));
		_exit(126);
	}
	if (~cmd->caps)
		limit_caps(cmd->caps);
	execve(cmd->argv[0], cmd->argv, cmd->env);
	dprintf(2, "agent: %s: %s\n", cmd->argv[0], strerror(errno));
	_exit(127);
}

void do_run(uint32_t id, struct cursor *c)
{
	static struct command cmd;
	int out[2], err[2], in = memfd_create("stdin", MFD_CLOEXEC);
	struct run *run = runs;
	uint32_t pid, length;

	cmd.flags = take_u32(c);
	cmd.caps = take_u64(c);
	cmd.cgroup = take_string(c);
	cmd.cwd = take_string(c);
	take_strings(c, cmd.argv);
	take_strings(c, cmd.env);
	length = take_u32(c);
	while (run < runs + MAX_RUNS && run->used)
		run++;
	if (run == runs + MAX_RUNS) {
		send_result(id, EAGAIN, "too many runs");
		return;
	}
	if (in < 0 || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe");
	write_all(in, take(c, length), length);
	lseek(in, 0, SEEK_SET);
	run->pid = fork();
	if (run->pid < 0)
		die("fork");
	if (run->pid == 0)
		exec_child(&cmd, in, out[1], err[1]);
	close(in);
	close(out[1]);
	close(err[1]);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	run->used = true;
	run->id = id;
	run->out = out[0];
	run->err = err[0];
	pid = (uint32_t)run->pid;
	send_frame(REP_PID, id, &pid, 4);
	free(cmd.cgroup);
	free(cmd.cwd);
	for (char **s = cmd.argv; *s; s++)
		free(*s);
	for (char **s = cmd.env; *s; s++)
		free(*s);
}

/* Passes on what a run has written so far. */
static void drain(struct run *run, int *fd, uint8_t type)
{
	static uint8_t buffer[64 << 10];
	ssize_t got;

	while (*fd >= 0) {
		got = read(*fd, buffer, sizeof(buffer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return;
		if (got == 0) {
			close(*fd);
			*fd = -1;
			return;
		}
		send_frame(type, run->id, buffer, (uint32_t)got);
	}
}

static void end_run(struct run *run, int status)
{
	uint32_t result[2] = {
		WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 0,
		WIFSIGNALED(status) ? (uint32_t)WTERMSIG(status) : 0,
	};

	/* What it wrote before it ended is in the pipes; a grandchild may hold them open. */
	drain(run, &run->out, REP_OUT);
	drain(run, &run->err, REP_ERR);
	if (run->out >= 0)
		close(run->out);
	if (run->err >= 0)
		close(run->err);
	run->used = false;
	send_frame(REP_EXIT, run->id, result, sizeof(result));
}

void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct run *run = runs; run < runs + MAX_RUNS; run++)
			if (run->used && run->pid == pid)
				end_run(run, status);
}

int do_signal(struct cursor *c)
{
	uint32_t id = take_u32(c);
	int signal = (int)take_u32(c);

	for (struct run *run = runs; run < runs + MAX_RUNS; run++)
		if (run->used && run->id == id)
			return kill(-run->pid, signal) && kill(run->pid, signal) ? errno : 0;
	return ESRCH;
}

int run_fds(struct pollfd *fds)
{
	int count = 0;

	for (struct run *run = runs; run < runs + MAX_RUNS; run++) {
		if (!run->used)
			continue;
		fds[count++] = (struct pollfd){ .fd = run->out, .events = POLLIN };
		fds[count++] = (struct pollfd){ .fd = run->err, .events = POLLIN };
	}
	return count;
}

void drain_runs(void)
{
	for (struct run *run = runs; run < runs + MAX_RUNS; run++) {
		if (!run->used)
			continue;
		drain(run, &run->out, REP_OUT);
		drain(run, &run->err, REP_ERR);
	}
}
