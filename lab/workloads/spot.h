/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders that are made, changed and removed at some spot, by a descriptor and a name. One line an act:
 * path=, and old= of what has two, is what the process sees; name= what the call was given where that is not the same,
 * dir= the folder that it was given with unless that is the path's own.
 */
#ifndef SONDE_LAB_SPOT_H
#define SONDE_LAB_SPOT_H

#include "child.h"

#define O_APPEND 02000
#define RENAME_NOREPLACE 1

struct spot {
	const char *real; /* path of the folder; "" is the root */
	long at; /* the descriptor that names are given with */
	const char *passed; /* what they are given behind, if anything */
	const char *dir; /* what the descriptor stands for, unless it is the folder */
};

/* As the machine knows them: in a user namespace the process itself sees others. */
static long uid, gid;

static void begin(const char *point)
{
	act("path");
	text("point", point);
	num("pid", getpid());
	num("uid", uid);
	num("gid", gid);
}

static void put_name(const char *key, const char *folder, const char *name)
{
	text_begin(key);
	text_part(folder);
	text_part("/");
	text_part(name);
}

static void put_path(int old, const struct spot *s, const char *name)
{
	put_name(old ? "old" : "path", s->real, name);
	if (!s->passed)
		text(old ? "old_name" : "name", name);
	else if (!same(s->passed, s->real)) {
		text_begin(old ? "old_name" : "name");
		text_part(s->passed);
		text_part("/");
		text_part(name);
	}
	if (s->dir)
		text(old ? "old_dir" : "dir", s->dir);
}

static void done(long ret)
{
	num("ret", ret);
	end();
}

static void one(const char *point, const struct spot *s, const char *name, long ret)
{
	begin(point);
	put_path(0, s, name);
	done(ret);
}

static void two(const char *point, const struct spot *s, const char *old, const char *name,
		long ret)
{
	begin(point);
	put_path(1, s, old);
	put_path(0, s, name);
	done(ret);
}

static char passed_a[4400], passed_b[4400];

static const char *passed(char *buffer, const struct spot *s, const char *name)
{
	return s->passed ? path_of(buffer, s->passed, name) : name;
}

static const char *a(const struct spot *s, const char *name)
{
	return passed(passed_a, s, name);
}

static const char *b(const struct spot *s, const char *name)
{
	return passed(passed_b, s, name);
}

/* A path that the end of a system call has too: it is that of an open file. */
static void put_known(const char *folder, const char *name)
{
	put_name("path", folder, name);
	num("known", 1);
}

static long create(const struct spot *s, const char *name)
{
	long fd = must(name, sys(openat, s->at, a(s, name), O_WRONLY | O_CREAT, 0666, 0));

	begin("file.create");
	put_known(s->real, name);
	done(0);
	return fd;
}

static void make_dir(const struct spot *s, const char *name, int mode)
{
	one("file.mkdir", s, name, must(name, sys(mkdirat, s->at, a(s, name), mode, 0, 0)));
}

static void change_mode(const struct spot *s, const char *name)
{
	one("file.chmod", s, name, must(name, sys(fchmodat, s->at, a(s, name), 0600, 0, 0)));
}

/* By the descriptor of what is open. */
static inline void change_mode_of(long fd, const char *folder, const char *name)
{
	long ret = must("fchmod", sys(fchmod, fd, 0640, 0, 0, 0));

	begin("file.chmod");
	put_known(folder, name);
	done(ret);
}

static void change_owner(const struct spot *s, const char *name)
{
	one("file.chown", s, name, must(name, sys(fchownat, s->at, a(s, name), -1, -1, 0)));
}

/* Writes a byte to what is open and closes it. */
static void write_and_close(long fd, const char *folder, const char *name, long size)
{
	must("write", sys(write, fd, "x", 1, 0, 0));
	sys(close, fd, 0, 0, 0, 0);
	begin("file.written");
	put_known(folder, name);
	num("size", size);
	end();
}

static void append(const struct spot *s, const char *name, long size)
{
	long fd = must(name, sys(openat, s->at, a(s, name), O_WRONLY | O_APPEND, 0, 0));

	write_and_close(fd, s->real, name, size);
}

static void move(const struct spot *s, const char *old, const char *name)
{
	a(s, old);
	two("file.rename", s, old, name,
	    must(name, sys(renameat2, s->at, a(s, old), s->at, b(s, name), RENAME_NOREPLACE)));
}

static void link_to(const struct spot *s, const char *old, const char *name)
{
	two("file.link", s, old, name,
	    must(name, sys(linkat, s->at, a(s, old), s->at, b(s, name), 0)));
}

static void symlink_to(const char *target, const struct spot *s, const char *name)
{
	one("file.symlink", s, name, must(name, sys(symlinkat, target, s->at, a(s, name), 0, 0)));
}

static void drop(const struct spot *s, const char *name, int flags)
{
	one("file.unlink", s, name, must(name, sys(unlinkat, s->at, a(s, name), flags, 0, 0)));
}

/* One of each; nothing is left. */
static void all_at(const struct spot *s)
{
	write_and_close(create(s, "a"), s->real, "a", 1);
	change_mode(s, "a");
	change_owner(s, "a");
	append(s, "a", 2);
	move(s, "a", "b");
	link_to(s, "b", "c");
	symlink_to("target", s, "s");
	make_dir(s, "m", 0755);
	drop(s, "b", 0);
	drop(s, "c", 0);
	drop(s, "s", 0);
	drop(s, "m", AT_REMOVEDIR);
}

/* By a descriptor of the folder. */
static inline void by_descriptor(const char *real, long fd)
{
	struct spot s = { real, fd, 0, 0 };

	all_at(&s);
}

/* By absolute names, which here are what the process sees. */
static inline void by_name(const char *real)
{
	struct spot s = { real, AT_FDCWD, real, 0 };

	all_at(&s);
}

static inline void proc_fd(char *buffer, long fd)
{
	const char *start = "/proc/self/fd/";
	unsigned long at = length_of(start);

	memcpy(buffer, start, at);
	if (fd >= 10)
		buffer[at++] = (char)('0' + fd / 10);
	buffer[at++] = (char)('0' + fd % 10);
	buffer[at] = 0;
}

static inline long open_dir(long at, const char *name)
{
	return must(name, sys(openat, at, name, O_RDONLY, 0, 0));
}

#endif
