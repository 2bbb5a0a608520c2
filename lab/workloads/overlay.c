// SPDX-License-Identifier: Apache-2.0
/*
 * overlay FOLDER: files of an overlayfs, made by root and by another user, and by that one in a user namespace of its
 * own. What the kernel does below for each of these is none of theirs.
 */
#include "ids.h"
#include "spot.h"

#define CLONE_NEWNS 0x20000
#define MS_REC 16384
#define MS_PRIVATE (1 << 18)
#define PR_SET_DUMPABLE 4
#define USER 1000
#define GROUP 1001

static const char *folder;

static void overlaid(const char *what, long ret)
{
	act("overlay");
	text("what", what);
	num("ret", ret);
	end();
}

/* Changes what lies in the lower layer: the kernel copies each file up first. */
static void change_lower(const struct spot *s)
{
	change_mode(s, "mode");
	append(s, "data", 2);
	move(s, "name", "renamed");
	link_to(s, "link", "linked");
	drop(s, "drop", 0);
	drop(s, "dir", AT_REMOVEDIR);
}

static const char *const lower_files[] = { "mode", "data", "name", "link", "drop", 0 };
static char base[4096], lower[4096], merged[4096];

/* In the working directory, an empty file system: the layers. */
static void make_layers(void)
{
	struct spot top = { base, AT_FDCWD, 0, 0 }, below = { lower, AT_FDCWD, "lower", base };

	make_dir(&top, "lower", 0777);
	make_dir(&top, "upper", 0777);
	make_dir(&top, "work", 0777);
	make_dir(&top, "merged", 0777);
	make_dir(&below, "dir", 0777);
	for (int i = 0; lower_files[i]; i++)
		write_and_close(create(&below, lower_files[i]), lower, lower_files[i], 1);
}

/* A file system of its own, so that its layers are nobody else's. */
static void enter(const char *name)
{
	struct spot top = { folder, AT_FDCWD, folder, 0 };

	path_of(base, folder, name);
	path_of(lower, base, "lower");
	path_of(merged, base, "merged");
	make_dir(&top, name, 0755);
	must("tmpfs", sys(mount, "none", base, "tmpfs", 0, "mode=777"));
	must("chdir", sys(chdir, base, 0, 0, 0, 0));
}

static long mount_overlay(const char *options)
{
	return sys(mount, "overlay", "merged", "overlay", 0, options);
}

static void work(void)
{
	struct spot s = { merged, AT_FDCWD, "merged", base };

	change_lower(&s);
	all_at(&s);
	by_descriptor(merged, open_dir(AT_FDCWD, "merged"));
}

/* The ids that count for files; the real ones stay. */
static void act_as(long user, long group)
{
	if (!user)
		must("user", sys(setresuid, -1, user, -1, 0, 0));
	must("group", sys(setresgid, -1, group, -1, 0, 0));
	if (user)
		must("user", sys(setresuid, -1, user, -1, 0, 0));
}

static void become(long user, long group)
{
	must("group", sys(setresgid, group, group, group, 0, 0));
	must("user", sys(setresuid, user, user, user, 0, 0));
	uid = user;
	gid = group;
}

static void private_mounts(void)
{
	permitted("namespace", sys(unshare, CLONE_NEWNS, 0, 0, 0, 0));
	must("private", sys(mount, 0, "/", 0, MS_REC | MS_PRIVATE, 0));
}

static void of_root(const char *name, long user, long group)
{
	long ret;

	private_mounts();
	enter(name);
	act_as(user, group);
	make_layers();
	act_as(0, 0);
	ret = mount_overlay("lowerdir=lower,upperdir=upper,workdir=work");
	overlaid(name, ret);
	if (ret)
		return;
	become(user, group);
	work();
}

static void by_root(void)
{
	of_root("root", 0, 0);
}

static void by_user(void)
{
	of_root("user", USER, GROUP);
}

static void map(const char *file, const char *text)
{
	long fd = must(file, sys(openat, AT_FDCWD, file, O_WRONLY, 0, 0));

	must(file, sys(write, fd, text, length_of(text), 0, 0));
	sys(close, fd, 0, 0, 0, 0);
}

/* The layers are on a file system that the namespace has mounted itself. */
static void in_namespace(void)
{
	const char *name = "namespace";
	long ret;

	private_mounts();
	enter(name);
	become(USER, GROUP);
	/* Else its files in /proc are root's. */
	must("dumpable", sys(prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
	ret = sys(unshare, CLONE_NEWUSER | CLONE_NEWNS, 0, 0, 0, 0);
	if (ret) {
		overlaid("user namespace", ret);
		return;
	}
	map("/proc/self/setgroups", "deny");
	map("/proc/self/uid_map", "0 1000 1\n");
	map("/proc/self/gid_map", "0 1001 1\n");
	make_layers();
	ret = mount_overlay("lowerdir=lower,upperdir=upper,workdir=work,userxattr");
	overlaid(name, ret);
	if (!ret)
		work();
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	sys(umask, 0, 0, 0, 0, 0);
	act("start");
	num("pid", getpid());
	end();
	in_child(by_root);
	in_child(by_user);
	in_child(in_namespace);
	return 0;
}
