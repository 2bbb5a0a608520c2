// SPDX-License-Identifier: Apache-2.0
/*
 * names FOLDER: files and folders that are made, renamed, linked and removed, by every call, and calls that fail.
 *
 * path and old are what the names stand for; given and old_given what a call was given, joined with its folder.
 * early=1: it fails before the kernel has found the folder.
 */
#include "nameless.h"

#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#define AT_SYMLINK_FOLLOW 0x400
#define S_IFREG 0100000
#define S_IFIFO 0010000

static char path_a[4096], path_b[4096];
static const char *folder;

static void in_folder(const char *key, const char *name)
{
	text_begin(key);
	if (name[0] != '/') {
		text_part(folder);
		text_part("/");
	}
	text_part(name);
}

static const char *a(const char *name)
{
	return path_of(path_a, folder, name);
}

static inline const char *b(const char *name)
{
	return path_of(path_b, folder, name);
}

static void begin(const char *what, const char *how)
{
	act(what);
	text("how", how);
	num("pid", getpid());
}

static void done(long flags, long ret)
{
	num("flags", flags);
	num("ret", ret);
	num("early", ret == -2);
	end();
}

static void two(const char *what, const char *how, const char *old, const char *name, long flags,
		long ret)
{
	begin(what, how);
	in_folder("old", old);
	in_folder("path", name);
	done(flags, ret);
}

static void one(const char *what, const char *how, const char *name, long flags, long ret)
{
	begin(what, how);
	in_folder("path", name);
	done(flags, ret);
}

static void symlinked(const char *how, const char *target, const char *name, long ret)
{
	begin("symlink", how);
	text("target", target);
	in_folder("path", name);
	done(0, ret);
}

static void created(const char *how, const char *name, long mode)
{
	begin("create", how);
	in_folder("path", name);
	num("mode", mode);
	num("ret", 0);
	end();
}

static void unlinked(const char *how, const char *name, int is_dir, long ret)
{
	begin("unlink", how);
	in_folder("path", name);
	num("dir", is_dir);
	num("ret", ret);
	end();
}

static void file(const char *name)
{
	long fd = must(name, sys(openat, AT_FDCWD, a(name), O_WRONLY | O_CREAT, 0640, 0));

	created("openat", name, 0640);
	sys(close, fd, 0, 0, 0, 0);
}

static void renames(long at)
{
	file("r1");
#if !defined(__aarch64__)
	a("r1");
	two("file_rename", "rename", "r1", "r2", 0, sys(rename, path_a, b("r2"), 0, 0, 0));
	two("file_rename", "back", "r2", "r1", 0, sys(rename, "r2", "r1", 0, 0, 0));
#endif
	two("file_rename", "renameat", "r1", "sub/r3", 0,
	    sys(renameat, AT_FDCWD, "r1", at, "r3", 0));
	file("r4");
	two("file_rename", "noreplace", "r4", "sub/r3", RENAME_NOREPLACE,
	    sys(renameat2, AT_FDCWD, "r4", at, "r3", RENAME_NOREPLACE));
	two("file_rename", "exchange", "r4", "sub/r3", RENAME_EXCHANGE,
	    sys(renameat2, AT_FDCWD, "r4", at, "r3", RENAME_EXCHANGE));
	two("file_rename", "replace", "r4", "sub/r3", 0,
	    sys(renameat2, AT_FDCWD, "r4", at, "r3", 0));
	two("file_rename", "missing", "none", "r5", 0,
	    sys(renameat2, AT_FDCWD, "none", AT_FDCWD, "r5", 0));
	two("file_rename", "odd", "sub/r3", "odd \xff\n%", 0,
	    sys(renameat2, at, "r3", AT_FDCWD, "odd \xff\n%", 0));
	two("file_rename", "folder", "sub", "sub2", 0,
	    sys(renameat2, AT_FDCWD, "sub", AT_FDCWD, "sub2", 0));
	/* The descriptor is of the folder that has another name now. */
	two("file_rename", "renamed-parent", "odd \xff\n%", "sub2/r6", 0,
	    sys(renameat2, AT_FDCWD, "odd \xff\n%", at, "r6", 0));
	two("file_rename", "folder-back", "sub2", "sub", 0,
	    sys(renameat2, AT_FDCWD, "sub2", AT_FDCWD, "sub", 0));
}

static void links(long at)
{
	char proc[32] = "/proc/self/fd/";
	long fd;

	file("l1");
#if !defined(__aarch64__)
	two("link", "link", "l1", "l2", 0, sys(link, "l1", b("l2"), 0, 0, 0));
#endif
	two("link", "linkat", "l1", "sub/l3", 0, sys(linkat, AT_FDCWD, "l1", at, "l3", 0));
	two("link", "exists", "l1", "sub/l3", 0, sys(linkat, AT_FDCWD, "l1", at, "l3", 0));
	two("link", "missing", "none", "l4", 0, sys(linkat, AT_FDCWD, "none", AT_FDCWD, "l4", 0));
	fd = create_nameless(0600);
	if (fd < 0)
		return;
	begin("link", "empty-path");
	num("nameless", 1);
	in_folder("path", "l5");
	done(0, sys(linkat, fd, "", AT_FDCWD, "l5", AT_EMPTY_PATH));
	created("link", "l5", 0600);
	sys(close, fd, 0, 0, 0, 0);
	fd = create_nameless(0604);
	proc[14] = (char)('0' + fd / 10);
	proc[15] = (char)('0' + fd % 10);
	if (fd < 10) {
		proc[14] = (char)('0' + fd);
		proc[15] = 0;
	}
	begin("link", "proc");
	num("nameless", 1);
	in_folder("path", "l6");
	text("old_given", proc);
	done(0, sys(linkat, AT_FDCWD, proc, AT_FDCWD, "l6", AT_SYMLINK_FOLLOW));
	created("link-proc", "l6", 0604);
	sys(close, fd, 0, 0, 0, 0);
}

static void symlinks(long at)
{
#if !defined(__aarch64__)
	symlinked("symlink", "target", "s1", sys(symlink, "target", b("s1"), 0, 0, 0));
#endif
	symlinked("symlinkat", "/odd \xff\n%", "sub/s2",
		  sys(symlinkat, "/odd \xff\n%", at, "s2", 0, 0));
	symlinked("exists", "x", "sub/s2", sys(symlinkat, "x", at, "s2", 0, 0));
	symlinked("missing", "x", "none/s", sys(symlinkat, "x", AT_FDCWD, "none/s", 0, 0));
}

static void folders(long at)
{
#if !defined(__aarch64__)
	one("mkdir", "mkdir", "m1", 0750, sys(mkdir, b("m1"), 0750, 0, 0, 0));
#endif
	one("mkdir", "mkdirat", "sub/m2", 0701, sys(mkdirat, at, "m2", 0701, 0, 0));
	one("mkdir", "exists", "sub/m2", 0701, sys(mkdirat, at, "m2", 0701, 0, 0));
	one("mkdir", "missing", "none/m3", 0700, sys(mkdirat, AT_FDCWD, "none/m3", 0700, 0, 0));
}

static void creations(long at)
{
	long fd;

#if !defined(__aarch64__)
	must("creat", sys(creat, b("c1"), 0604, 0, 0, 0));
	created("creat", "c1", 0604);
	must("mknod", sys(mknod, "c2", S_IFREG | 0611, 0, 0, 0));
	created("mknod", "c2", 0611);
#endif
	must("mknodat", sys(mknodat, at, "c3", 0644, 0, 0));
	created("mknodat", "sub/c3", 0644);
	must("fifo", sys(mknodat, at, "fifo", S_IFIFO | 0600, 0, 0));
	/* It is there: nothing is created, nor where that fails. */
	must("again", sys(openat, at, "c3", O_WRONLY | O_CREAT | O_TRUNC, 0600, 0));
	sys(openat, AT_FDCWD, "none/c", O_WRONLY | O_CREAT, 0600, 0);
	sys(mknodat, at, "c3", 0644, 0, 0);
	fd = must("second", sys(openat, at, "c4", O_WRONLY | O_CREAT, 0655, 0));
	created("dirfd", "sub/c4", 0655);
	sys(close, fd, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
	long at;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	one("mkdir", "sub", "sub", 0755, must("sub", sys(mkdirat, AT_FDCWD, "sub", 0755, 0, 0)));
	at = must("sub", sys(openat, AT_FDCWD, "sub", O_RDONLY, 0, 0));
	renames(at);
	links(at);
	symlinks(at);
	folders(at);
	creations(at);
	unlinked("last", "sub/c4", 0, sys(unlinkat, at, "c4", 0, 0, 0));
	unlinked("full", "sub", 1, sys(unlinkat, AT_FDCWD, "sub", AT_REMOVEDIR, 0, 0));
	return 0;
}
