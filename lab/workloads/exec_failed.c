// SPDX-License-Identifier: Apache-2.0
/* exec_failed FOLDER: programs that can't be run, by both calls; nothing ever runs. */
#include "nolibc.h"

static char path[4096];
static const char *folder;
static char *no_args[] = { 0 };

/* `name` is below the folder; "" is the folder itself, null no path at all. */
static void tell(const char *how, const char *name, long ret)
{
	act("exec_refused");
	text("how", how);
	num("pid", getpid());
	text_begin("path");
	text_part(name ? folder : "null");
	if (name && *name) {
		text_part("/");
		text_part(name);
	}
	num("ret", ret);
	end();
}

static long execve(const char *file)
{
	return sys(execve, file, no_args, no_args, 0, 0);
}

static long execveat(long dirfd, const char *file, long flags)
{
	return sys(execveat, dirfd, file, no_args, no_args, flags);
}

int main(int argc, char **argv)
{
	static char longest[256];
	long at, file;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	write_file("plain", "x", 1);
	write_file("garbage", "no program", 10);
	must("chmod", sys(fchmodat, AT_FDCWD, "garbage", 0755, 0, 0));
	at = must("folder", sys(openat, AT_FDCWD, folder, O_RDONLY, 0, 0));
	file = must("plain", sys(openat, AT_FDCWD, "plain", O_RDONLY, 0, 0));
	tell("missing", "none", execve(path_of(path, folder, "none")));
	tell("not-executable", "plain", execve(path_of(path, folder, "plain")));
	tell("garbage", "garbage", execve(path_of(path, folder, "garbage")));
	tell("relative", "none", execve("none"));
	tell("folder", "", execve(folder));
	tell("empty", "", execve(""));
	tell("nowhere", 0, execve((const char *)8));
	tell("arguments-nowhere", "plain", sys(execve, "plain", 8, 8, 0, 0));
	tell("execveat", "none", execveat(at, "none", 0));
	tell("execveat-file", "plain", execveat(file, "", AT_EMPTY_PATH));
	tell("execveat-no-folder", 0, execveat(-1, "", AT_EMPTY_PATH));
	tell("execveat-flags", "plain", execveat(at, "plain", 0x8000000));
	memset(longest, 'n', 255);
	tell("long", longest, execve(path_of(path, folder, longest)));
#if defined(__x86_64__)
	path_of(path, folder, "none");
	tell("int80", "none", int80(11, (long)path, 0, 0));
#endif
	return 0;
}
