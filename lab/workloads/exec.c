// SPDX-License-Identifier: Apache-2.0
/* exec FOLDER OTHER: every way to execute a program once, and two that fail. OTHER is a program of another ABI or "-". */
#include "nolibc.h"

static char path[4096];
static const char *self;
static char *no_env[] = { 0 };

/* argv is what the new program finds, which for a script is not what was passed. */
static void tell(const char *how, long pid, const char *exe, char **argv, long ret)
{
	int argc = 0;

	act(ret < 0 ? "exec_failed" : "exec");
	text("how", how);
	num("pid", pid);
	text("path", exe);
	while (argv[argc])
		argc++;
	num("argc", argc);
	text_begin("argv");
	for (int i = 0; i < argc; i++) {
		text_part(argv[i]);
		put(i + 1 < argc ? "," : "");
	}
	num("ret", ret);
	end();
}

/* The child tells its error by its code; a program that ran leaves with 7. */
static void run(const char *how, int dirfd, const char *file, char **argv, int flags,
		const char *exe, char **seen)
{
	long pid = fork();
	long ret;
	int status;

	if (pid == 0) {
		if (dirfd == AT_FDCWD)
			ret = sys(execve, file, argv, no_env, 0, 0);
		else
			ret = sys(execveat, dirfd, file, argv, no_env, flags);
		leave((int)-ret);
	}
	status = wait_for(pid) >> 8 & 255;
	tell(how, pid, exe, seen, status == 7 ? 0 : -status);
}

/* Without CAP_CHOWN there is no program of another user to run. */
static int set_uid(const char *file)
{
	return sys(fchownat, AT_FDCWD, file, 1000, 1000, 0) == 0 &&
	       sys(fchmodat, AT_FDCWD, file, 04755, 0, 0) == 0;
}

static void copy_self(const char *file)
{
	long fd = must(file, sys(openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0755, 0));

	copy_to(self, fd);
	sys(close, fd, 0, 0, 0, 0);
	must("chmod", sys(fchmodat, AT_FDCWD, file, 0755, 0, 0));
}

static void run_script(const char *folder)
{
	static char text_of[4200];
	char *passed[] = { "script", 0 };
	char *seen[] = { (char *)self, "noop", path, 0 };
	unsigned long length = length_of(self);

	memcpy(text_of, "#!", 2);
	memcpy(text_of + 2, self, length);
	memcpy(text_of + 2 + length, " noop\n", 6);
	path_of(path, folder, "script");
	write_file(path, text_of, length + 8);
	must("chmod", sys(fchmodat, AT_FDCWD, path, 0755, 0, 0));
	run("script", AT_FDCWD, path, passed, 0, self, seen);
}

static void exec_in_thread(long argv)
{
	leave((int)-sys(execve, self, argv, no_env, 0, 0));
}

/* The thread that execs takes the process's id. */
static void run_thread(char **argv)
{
	long pid = fork();
	int tid, status;

	if (pid == 0) {
		spawn_thread(exec_in_thread, (long)argv, &tid);
		for (;;)
			join(&tid);
	}
	status = wait_for(pid) >> 8 & 255;
	tell("thread", pid, self, argv, status == 7 ? 0 : -status);
}

int main(int argc, char **argv)
{
	char *plain[] = { "plain", "noop", "a b", "", 0 };
	char *noop[] = { "other-name", "noop", 0 };
	long fd;

	if (argc > 1 && same(argv[1], "noop"))
		return 7;
	if (argc < 3)
		return 2;
	self = argv[0];
	act("start");
	num("pid", getpid());
	end();
	run("execve", AT_FDCWD, self, plain, 0, self, plain);
	copy_self(path_of(path, argv[1], "copy"));
	fd = must("folder", sys(openat, AT_FDCWD, argv[1], O_RDONLY, 0, 0));
	run("execveat", (int)fd, "copy", noop, 0, path, noop);
	run_script(argv[1]);
	if (!same(argv[2], "-"))
		run("other-abi", AT_FDCWD, argv[2], noop, 0, argv[2], noop);
	fd = must("memfd", sys(memfd_create, "workload", 0, 0, 0, 0));
	copy_to(self, fd);
	run("memfd", (int)fd, "", noop, AT_EMPTY_PATH, "/memfd:workload", noop);
	copy_self(path_of(path, argv[1], "suid"));
	if (set_uid(path))
		run("setuid", AT_FDCWD, path, noop, 0, path, noop);
	run_thread(noop);
	path_of(path, argv[1], "missing");
	run("missing", AT_FDCWD, path, noop, 0, path, noop);
	write_file(path_of(path, argv[1], "plain-file"), "x", 1);
	run("not-executable", AT_FDCWD, path, noop, 0, path, noop);
	return 0;
}
