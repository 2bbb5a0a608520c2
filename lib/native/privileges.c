// SPDX-License-Identifier: Apache-2.0
/*
 * Gives up what the process may do, in every one of its threads: capabilities belong to a thread,
 * and a runtime has several. Each does it to itself, in the handler of a signal; SIGSYS, because
 * runtimes leave it unblocked even where they block everything else. What a thread starts
 * meanwhile inherits either state, so all are looked at again until none is left.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "sonde.h"

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

/* A thread that does not get to run for this long is not going to. */
#define PATIENCE_MS 10000

/* Of the calling thread. Only system calls: it runs in a signal handler. */
static void drop_own(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = {};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int cap = 0; cap < 64; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0); /* takes CAP_SETPCAP */
	syscall(SYS_capset, &header, none);
}

static void on_signal(int signal)
{
	int error = errno;

	(void)signal;
	drop_own();
	errno = error;
}

/* Does /proc say that this thread has nothing left? -1: it is gone. */
static int is_dropped(int tid)
{
	static const char *const sets[] = { "CapInh:", "CapPrm:", "CapEff:", "CapAmb:" };
	char path[64], line[256];
	int dropped = 1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", tid);
	status = fopen(path, "re");
	if (!status)
		return -1;
	while (fgets(line, sizeof(line), status)) {
		for (int i = 0; i < 4; i++)
			if (!strncmp(line, sets[i], 7) && strtoull(line + 7, NULL, 16))
				dropped = 0;
		if (!strncmp(line, "NoNewPrivs:", 11) && !strtoul(line + 11, NULL, 10))
			dropped = 0;
	}
	fclose(status);
	return dropped;
}

/* Asks every thread that still has something. Returns how many those are, or -errno. */
static int ask_all(void)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *task;
	int asked = 0;

	if (!tasks)
		return -errno;
	while ((task = readdir(tasks))) {
		if (task->d_name[0] == '.' || is_dropped(atoi(task->d_name)))
			continue;
		asked++;
		syscall(SYS_tgkill, getpid(), atoi(task->d_name), SIGSYS);
	}
	closedir(tasks);
	return asked;
}

/* Returns 0 when no thread has a capability any more, and none can get one. */
int sonde_drop_privileges(void)
{
	struct sigaction handler = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, old;
	struct timespec ms = { .tv_nsec = 1000000 };
	int left = 0;

	drop_own();
	if (sigaction(SIGSYS, &handler, &old))
		return -errno;
	for (int i = 0; i < PATIENCE_MS; i++) {
		left = ask_all();
		if (left <= 0)
			break;
		nanosleep(&ms, NULL);
	}
	/* A thread that was asked twice has one pending, which must not kill; to ignore it discards it. */
	handler.sa_handler = SIG_IGN;
	sigaction(SIGSYS, &handler, NULL);
	sigaction(SIGSYS, &old, NULL);
	return left > 0 ? -ETIMEDOUT : left;
}
