// SPDX-License-Identifier: Apache-2.0
/*
 * paths FOLDER: files at spots whose paths are not what names and file systems say: below mounts, in a chroot, in a
 * folder that was moved or removed, far down, behind links, and without a name at all.
 */
#include "nameless.h"
#include "spot.h"

#define CLONE_NEWNS 0x20000
#define MS_BIND 4096
#define MS_REC 16384
#define MS_PRIVATE (1 << 18)
#define AT_SYMLINK_FOLLOW 0x400

#define LONGEST 255
#define LEVELS 260

static const char *folder;
static struct spot top; /* the folder, by absolute names */
static struct spot here; /* the same, by the working directory */

/* A path below the folder, for as long as the program runs. */
static const char *below(const char *name)
{
	static char paths[32][600];
	static int used;

	return path_of(paths[used++], folder, name);
}

static void mount(const char *what, const char *source, const char *target, const char *type,
		  long flags)
{
	must(what, sys(mount, source, target, type, flags, 0));
}

static void mounts(void)
{
	const char *t = below("t"), *bound = below("b"), *file = below("file"), *one = below("one");

	make_dir(&here, "t", 0755);
	make_dir(&here, "b", 0755);
	mount("tmpfs", "none", t, "tmpfs", 0);
	by_name(t);
	by_descriptor(t, open_dir(AT_FDCWD, t));
	mount("bind", t, bound, 0, MS_BIND);
	by_name(bound);
	by_descriptor(bound, open_dir(AT_FDCWD, "b"));
	/* A mount that is one file. */
	write_and_close(create(&here, "file"), folder, "file", 1);
	write_and_close(create(&here, "one"), folder, "one", 1);
	mount("file", file, one, 0, MS_BIND);
	change_mode(&here, "one");
	append(&here, "one", 2);
}

static void own_namespace(void)
{
	permitted("namespace", sys(unshare, CLONE_NEWNS, 0, 0, 0, 0));
	mount("private", 0, "/", 0, MS_REC | MS_PRIVATE);
	mounts();
}

static void changed_root(void)
{
	struct spot outside = { folder, AT_FDCWD, 0, 0 };
	long fd;

	make_dir(&here, "root", 0755);
	fd = open_dir(AT_FDCWD, "root");
	permitted("chroot", sys(chroot, "root", 0, 0, 0, 0));
	by_name("");
	by_descriptor("", fd);
	/* The working directory is not below the new root, and keeps its path. */
	make_dir(&outside, "outside", 0755);
}

/* A descriptor outlives the name that it was opened by. */
static void moved(void)
{
	long fd;

	make_dir(&here, "before", 0755);
	fd = open_dir(AT_FDCWD, "before");
	move(&here, "before", "after");
	by_descriptor(below("after"), fd);
}

static void removed(void)
{
	const char *gone = below("gone");
	struct spot s = { gone, 0, 0, 0 };
	struct spot itself;
	long fd;

	make_dir(&here, "gone", 0755);
	s.at = open_dir(AT_FDCWD, "gone");
	fd = create(&s, "f");
	drop(&s, "f", 0);
	drop(&here, "gone", AT_REMOVEDIR);
	change_mode_of(s.at, folder, "gone");
	change_mode_of(fd, gone, "f");
	write_and_close(fd, gone, "f", 1);
	/* Nothing can be made there; the path is as passed, for everyone. */
	begin("file.mkdir");
	put_path(0, &s, "m");
	num("early", 1);
	done(sys(mkdirat, s.at, "m", 0755, 0, 0));
	itself = (struct spot){ folder, s.at, 0, 0 };
	begin("file.chown");
	put_path(0, &itself, "gone");
	text("dir", gone);
	text("name", "");
	done(must("empty path", sys(fchownat, s.at, "", -1, -1, AT_EMPTY_PATH)));
}

static void odd_names(void)
{
	const char *name = "\xff\xfe \xc3\x28\n\x01%\\";

	make_dir(&here, name, 0755);
	by_name(below(name));
	by_descriptor(below(name), open_dir(AT_FDCWD, name));
}

static char real[16384];

/* Makes a folder in a folder, and so on, and opens the last one; real is its path. */
static long descend(const char *name, unsigned long levels, unsigned long longest)
{
	struct spot s = { real, AT_FDCWD, 0, 0 };
	unsigned long length = length_of(folder);
	long fd;

	memcpy(real, folder, length + 1);
	while (levels-- && length + 1 + length_of(name) <= longest) {
		make_dir(&s, name, 0755);
		fd = open_dir(s.at, name);
		if (s.at != AT_FDCWD)
			sys(close, s.at, 0, 0, 0, 0);
		s.at = fd;
		path_of(real + length, "", name);
		length += 1 + length_of(name);
	}
	return s.at;
}

/* Removes them again: by its name nothing could. */
static void ascend(const char *name, long fd)
{
	struct spot s = { real, 0, 0, 0 };

	while (length_of(real) > length_of(folder)) {
		real[length_of(real) - length_of(name) - 1] = 0;
		s.at = open_dir(fd, "..");
		drop(&s, name, AT_REMOVEDIR);
		sys(close, fd, 0, 0, 0, 0);
		fd = s.at;
	}
}

static void far_down(void)
{
	static char longest[LONGEST + 1];
	struct spot s = { real, AT_FDCWD, 0, 0 };
	long fd;

	/* As long as a path may be that is passed: 4095 bytes, of which the spot needs two. */
	memset(longest, 'n', LONGEST);
	fd = descend(longest, -1UL, 4093);
	by_name(real);
	by_descriptor(real, fd);
	/* Longer than that: known to none but the kernel. */
	longest[0] = 'N';
	s.at = descend(longest, 18, -1UL);
	write_and_close(create(&s, "a"), real, "a", 1);
	change_mode(&s, "a");
	drop(&s, "a", 0);
	ascend(longest, s.at);
	/* More folders than are looked at. */
	fd = descend("d", LEVELS, -1UL);
	by_name(real);
	by_descriptor(real, fd);
}

static void roundabout(void)
{
	const char *target = below("target");
	struct spot by_dots = { target, AT_FDCWD, "target/../target/.", folder };
	struct spot by_link = { target, AT_FDCWD, "link", folder };
	struct spot by_proc = { target, AT_FDCWD, 0, 0 };
	struct spot by_proc_root = { target, AT_FDCWD, 0, 0 };
	static char proc[32], proc_root[4096];

	make_dir(&here, "target", 0755);
	symlink_to("target", &here, "link");
	all_at(&by_dots);
	all_at(&by_link);
	proc_fd(proc, open_dir(AT_FDCWD, "target"));
	by_proc.passed = proc;
	all_at(&by_proc);
	by_proc_root.passed = path_of(proc_root, "/proc/self/root", target + 1);
	all_at(&by_proc_root);
}

/* What is open, by its number in /proc. */
static void by_number(void)
{
	static char proc[32];
	long fd = create(&here, "number");

	proc_fd(proc, fd);
	begin("file.chmod");
	put_name("path", folder, "number");
	text("name", proc);
	done(must("chmod", sys(fchmodat, AT_FDCWD, proc, 0600, 0, 0)));
	write_and_close(must("open", sys(openat, AT_FDCWD, proc, O_WRONLY, 0, 0)), folder, "number",
			1);
	/* Its content changed while this one was open, too. */
	write_and_close(fd, folder, "number", 1);
}

static void by_handle(void)
{
	static struct {
		u32 bytes;
		int type;
		u8 data[128];
	} handle = { 128, 0, { 0 } };
	int mount_id;
	long fd;

	sys(close, create(&here, "handle"), 0, 0, 0, 0);
	fd = sys(name_to_handle_at, AT_FDCWD, "handle", &handle, &mount_id, 0);
	if (fd == -95) /* EOPNOTSUPP: a file system without */
		return;
	must("handle", fd);
	fd = sys(open_by_handle_at, AT_FDCWD, &handle, O_WRONLY, 0, 0);
	if (fd == -1) /* EPERM: it takes CAP_DAC_READ_SEARCH */
		return;
	must("by handle", fd);
	change_mode_of(fd, folder, "handle");
	write_and_close(fd, folder, "handle", 1);
}

static void link_of(const char *name, const char *given, long ret)
{
	begin("file.link");
	num("nameless", 1);
	text("old_name", given);
	put_path(0, &here, name);
	done(must(name, ret));
	begin("file.create");
	put_path(0, &here, name);
	num("unseen", given[0] == '/');
	done(0);
}

static void nameless(void)
{
	static char proc[32];
	long fd = create_nameless(0600);

	if (fd < 0)
		return;
	link_of("named", "", sys(linkat, fd, "", AT_FDCWD, "named", AT_EMPTY_PATH));
	sys(close, fd, 0, 0, 0, 0);
	fd = create_nameless(0600);
	proc_fd(proc, fd);
	link_of("named2", proc, sys(linkat, AT_FDCWD, proc, AT_FDCWD, "named2", AT_SYMLINK_FOLLOW));
	sys(close, fd, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	folder = argv[1];
	top = (struct spot){ folder, AT_FDCWD, folder, 0 };
	here = (struct spot){ folder, AT_FDCWD, 0, 0 };
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	all_at(&top);
	in_child(own_namespace);
	in_child(changed_root);
	moved();
	removed();
	odd_names();
	far_down();
	roundabout();
	by_number();
	by_handle();
	nameless();
	return 0;
}
