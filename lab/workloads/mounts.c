// SPDX-License-Identifier: Apache-2.0
/* mounts FOLDER: mounts of its own namespace, by the old and the new interface, and calls that fail. */
#include "child.h"

#define CLONE_NEWNS 0x20000
#define MS_RDONLY 1
#define MS_BIND 4096
#define MS_REC 16384
#define MS_PRIVATE (1 << 18)
#define MNT_DETACH 2
#define FSCONFIG_CMD_CREATE 6
#define MOVE_MOUNT_F_EMPTY_PATH 4

static char path[4096], other[4096];
static const char *folder;

static void place(const char *key, const char *name)
{
	text_begin(key);
	if (name[0] != '/') {
		text_part(folder);
		text_part("/");
	}
	text_part(name);
}

static void mounted(const char *call, const char *source, const char *target, const char *type,
		    long flags, const char *options, long ret)
{
	act("mount");
	text("call", call);
	num("pid", getpid());
	text("source", source);
	place("target", target);
	text("type", type);
	num("flags", flags);
	text("options", options);
	num("ret", ret);
	end();
}

static void unmounted(const char *target, long flags, long ret)
{
	act("umount");
	num("pid", getpid());
	place("target", target);
	num("flags", flags);
	num("ret", ret);
	end();
}

static long mount(const char *source, const char *target, const char *type, long flags,
		  const char *options)
{
	return sys(mount, source, target, type, flags, options);
}

static void new_interface(void)
{
	long context = sys(fsopen, "tmpfs", 0, 0, 0, 0), fd;

	if (context == -38)
		return;
	must("fsopen", context);
	must("fsconfig", sys(fsconfig, context, FSCONFIG_CMD_CREATE, 0, 0, 0));
	fd = must("fsmount", sys(fsmount, context, 0, 0, 0, 0));
	path_of(path, folder, "new");
	mounted("move_mount", "none", "new", "tmpfs", 0, "null",
		sys(move_mount, fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH));
	unmounted("new", MNT_DETACH, sys(umount2, path, MNT_DETACH, 0, 0, 0));
	sys(close, fd, 0, 0, 0, 0);
	sys(close, context, 0, 0, 0, 0);
}

static void all(void)
{
	permitted("namespace", sys(unshare, CLONE_NEWNS, 0, 0, 0, 0));
	mounted("mount", "null", "/", "null", MS_REC | MS_PRIVATE, "null",
		must("private", mount(0, "/", 0, MS_REC | MS_PRIVATE, 0)));
	path_of(path, folder, "t");
	mounted("mount", "none", "t", "tmpfs", 0, "size=64k,mode=755",
		mount("none", path, "tmpfs", 0, "size=64k,mode=755"));
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	path_of(other, folder, "t");
	path_of(path, folder, "b");
	mounted("mount", other, "b", "null", MS_BIND, "null", mount(other, path, 0, MS_BIND, 0));
	mounted("mount", "none", "b", "null", MS_RDONLY, "null",
		mount("none", path, 0, MS_RDONLY, 0));
	unmounted("b", 0, sys(umount2, "b", 0, 0, 0, 0));
	unmounted("b", 0, sys(umount2, "b", 0, 0, 0, 0));
	unmounted("t", MNT_DETACH, sys(umount2, other, MNT_DETACH, 0, 0, 0));
	new_interface();
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	for (const char *name = "tbn"; *name; name++) {
		char one[4] = { *name, 0 };

		must("folder", sys(mkdirat, AT_FDCWD,
				   path_of(path, folder, *name == 'n' ? "new" : one), 0755, 0, 0));
	}
	in_child(all);
	return 0;
}
