// SPDX-License-Identifier: Apache-2.0
/* attributes FOLDER: modes and owners changed by every call, and calls that fail. */
#include "nolibc.h"

#define AT_SYMLINK_NOFOLLOW 0x100

static char path[4096];
static const char *folder;

static void begin(const char *what, const char *how, const char *name)
{
	act(what);
	text("how", how);
	num("pid", getpid());
	text_begin("path");
	text_part(folder);
	text_part("/");
	text_part(name);
}

static void chmods(const char *how, const char *name, long old, long mode, long ret)
{
	begin("chmod", how, name);
	num("mode", mode);
	if (old < 0)
		text("old", "null");
	else
		num("old", old);
	num("ret", ret);
	end();
}

static void chowns(const char *how, const char *name, u32 uid, u32 gid, long ret)
{
	begin("chown", how, name);
	num("uid", (long long)uid == 0xffffffffLL ? -1 : (long)uid);
	num("gid", (long long)gid == 0xffffffffLL ? -1 : (long)gid);
	num("ret", ret);
	end();
}

static void modes(long fd)
{
	char proc[32] = "/proc/self/fd/0";
	long ret;

#if !defined(__aarch64__)
	chmods("chmod", "f", 0600, 0644, sys(chmod, path, 0644, 0, 0, 0));
	chmods("relative", "f", 0644, 0600, sys(chmod, "f", 0600, 0, 0, 0));
#endif
	chmods("fchmod", "f", 0600, 04755, sys(fchmod, fd, 04755, 0, 0, 0));
	chmods("fchmodat", "f", 04755, 0700, sys(fchmodat, AT_FDCWD, "f", 0700, 0, 0));
	proc[14] = (char)('0' + fd);
	/* What it leads to is known to the kernel alone. */
	ret = sys(fchmodat, AT_FDCWD, proc, 0710, 0, 0);
	begin("chmod", "proc", "f");
	num("mode", 0710);
	num("old", 0700);
	num("ret", ret);
	text("given", proc);
	end();
	ret = sys(fchmodat2, AT_FDCWD, "f", 0711, AT_SYMLINK_NOFOLLOW, 0);
	chmods("fchmodat2", "f", ret == -38 ? -1 : 0710, 0711, ret);
	if (ret == -38) {
		must("fchmodat", sys(fchmod, fd, 0711, 0, 0, 0));
		chmods("no-fchmodat2", "f", 0710, 0711, 0);
	}
	chmods("missing", "none", -1, 0600, sys(fchmodat, AT_FDCWD, "none", 0600, 0, 0));
}

static void owners(long fd)
{
#if !defined(__aarch64__)
	chowns("chown", "f", 1, 2, sys(chown, path, 1, 2, 0, 0));
	chowns("lchown", "link", 3, 4, sys(lchown, "link", 3, 4, 0, 0));
#endif
	chowns("fchown", "f", 5, -1, sys(fchown, fd, 5, -1, 0, 0));
	chowns("fchownat", "f", -1, 70000, sys(fchownat, AT_FDCWD, "f", -1, 70000, 0));
	chowns("empty-path", "f", 0, 0, sys(fchownat, fd, "", 0, 0, AT_EMPTY_PATH));
	chowns("missing", "none", 8, 9, sys(fchownat, AT_FDCWD, "none", 8, 9, 0));
}

int main(int argc, char **argv)
{
	long fd;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	path_of(path, folder, "f");
	fd = must("f", sys(openat, AT_FDCWD, "f", O_WRONLY | O_CREAT, 0600, 0));
	must("link", sys(symlinkat, "f", AT_FDCWD, "link", 0, 0));
	modes(fd);
	owners(fd);
	return 0;
}
