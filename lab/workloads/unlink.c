// SPDX-License-Identifier: Apache-2.0
/* unlink FOLDER: files and folders removed by every call, by absolute and relative names, and calls that fail. */
#include "nolibc.h"

static char path[4096];
static const char *folder;

/* `name` is below the folder; what the call was given may be shorter. */
static void tell(const char *how, const char *name, int is_dir, long ret)
{
	act("unlink");
	text("how", how);
	num("pid", getpid());
	text_begin("path");
	text_part(folder);
	text_part("/");
	text_part(name);
	num("dir", is_dir);
	num("ret", ret);
	end();
}

static const char *file(const char *name)
{
	write_file(path_of(path, folder, name), "x", 1);
	return path;
}

static const char *dir(const char *name)
{
	must(name, sys(mkdirat, AT_FDCWD, path_of(path, folder, name), 0755, 0, 0));
	return path;
}

static long unlinkat(long dirfd, const char *name, int flags)
{
	return sys(unlinkat, dirfd, name, flags, 0, 0);
}

/* arm64 has none of the calls without "at". */
static void old_calls(void)
{
#if !defined(__aarch64__)
	tell("unlink", "a", 0, sys(unlink, file("a"), 0, 0, 0, 0));
	file("b");
	tell("unlink-relative", "b", 0, sys(unlink, "b", 0, 0, 0, 0));
	tell("rmdir", "c", 1, sys(rmdir, dir("c"), 0, 0, 0, 0));
	path_of(path, folder, "none");
	tell("unlink-missing", "none", 0, sys(unlink, path, 0, 0, 0, 0));
	tell("rmdir-missing", "none", 1, sys(rmdir, path, 0, 0, 0, 0));
#endif
#if defined(__x86_64__)
	/* The file's name is static and so below 4 GiB. */
	tell("int80", "i", 0, int80(10, (long)file("i"), 0, 0));
#endif
}

int main(int argc, char **argv)
{
	static char longest[256];
	long at;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	old_calls();
	tell("unlinkat", "d", 0, unlinkat(AT_FDCWD, file("d"), 0));
	file("e");
	tell("unlinkat-relative", "e", 0, unlinkat(AT_FDCWD, "e", 0));
	dir("sub");
	at = must("sub", sys(openat, AT_FDCWD, path, O_RDONLY, 0, 0));
	file("sub/f");
	tell("rmdir-not-empty", "sub", 1, unlinkat(AT_FDCWD, "sub", AT_REMOVEDIR));
	tell("unlinkat-dirfd", "sub/f", 0, unlinkat(at, "f", 0));
	tell("unlink-of-folder", "sub", 0, unlinkat(AT_FDCWD, "sub", 0));
	tell("rmdir-relative", "sub", 1, unlinkat(AT_FDCWD, "sub", AT_REMOVEDIR));
	tell("unlinkat-missing", "none", 0, unlinkat(AT_FDCWD, "none", 0));
	file("odd \xff\n%");
	tell("odd-name", "odd \xff\n%", 0, unlinkat(AT_FDCWD, "odd \xff\n%", 0));
	memset(longest, 'n', 255);
	file(longest);
	tell("long-name", longest, 0, unlinkat(AT_FDCWD, longest, 0));
	return 0;
}
