// SPDX-License-Identifier: Apache-2.0
/* written FOLDER: files whose content changes, or not, by the time that they are closed last. */
#include "child.h"

#define O_RDWR 2
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define OVERLAYFS_SUPER_MAGIC 0x794c7630

static const char *folder;

static long open_file(const char *name, long flags)
{
	return must(name, sys(openat, AT_FDCWD, name, flags, 0644, 0));
}

static void put_in(long fd, const char *bytes)
{
	must("write", sys(write, fd, bytes, length_of(bytes), 0, 0));
}

static void close_fd(long fd)
{
	sys(close, fd, 0, 0, 0, 0);
}

static int in_overlayfs(void)
{
	static long type[64]; /* struct statfs begins with it */

	must("statfs", sys(statfs, ".", type, 0, 0, 0));
	return (u32)type[0] == OVERLAYFS_SUPER_MAGIC;
}

static void told(const char *how, const char *name, long size)
{
	act("written");
	text("how", how);
	num("pid", getpid());
	text_begin("path");
	text_part(folder);
	text_part("/");
	text_part(name);
	num("size", size);
	end();
}

static u8 *map_as(long fd, int prot)
{
#if defined(__i386__) || defined(__arm__)
	long ret = sys6(SYS_mmap2, 0, 4096, prot, MAP_SHARED, fd, 0);
#else
	long ret = sys6(SYS_mmap, 0, 4096, prot, MAP_SHARED, fd, 0);
#endif

	must("mmap", ret > -4096 && ret < 0 ? ret : 0);
	return (u8 *)ret;
}

static void change(u8 *at)
{
	at[0] = 'm';
	sys(munmap, at, 4096, 0, 0, 0);
}

static long inherited;

/* It closes nothing itself: its end does. */
static void writes_and_ends(void)
{
	put_in(inherited, "child");
}

int main(int argc, char **argv)
{
	long fd, second;
	u8 *at;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));

	fd = open_file("new", O_WRONLY | O_CREAT);
	put_in(fd, "12345");
	close_fd(fd);
	told("new", "new", 5);

	/* Open for writing, and nothing is written; nothing is in it, whatever becomes of its times. */
	close_fd(open_file("new", O_WRONLY));
	close_fd(open_file("empty", O_WRONLY | O_CREAT));
	close_fd(open_file("new", O_RDONLY));

	close_fd(open_file("new", O_WRONLY | O_TRUNC));
	told("truncated", "new", 0);

	/* Once, when the last descriptor goes. */
	fd = open_file("two", O_WRONLY | O_CREAT);
	second = must("dup", sys(dup, fd, 0, 0, 0, 0));
	put_in(fd, "abc");
	close_fd(fd);
	close_fd(second);
	told("dup", "two", 3);

	fd = open_file("mapped", O_RDWR | O_CREAT);
	must("ftruncate", sys(ftruncate, fd, 4096, 0, 0, 0));
	close_fd(fd);
	told("ftruncate", "mapped", 4096);
	fd = open_file("mapped", O_RDWR);
	change(map_as(fd, PROT_READ | PROT_WRITE));
	close_fd(fd);
	told("mapped", "mapped", 4096);
	/*
	 * The mapping holds the file longer than the descriptor, and may become writable. In overlayfs it
	 * holds the layer's file, which does not lead to the one that was opened, and its times become that one's
	 * at some time later (README: not seen there).
	 */
	if (!in_overlayfs()) {
		fd = open_file("mapped", O_RDWR);
		at = map_as(fd, PROT_READ);
		close_fd(fd);
		must("mprotect", sys(mprotect, at, 4096, PROT_READ | PROT_WRITE, 0, 0));
		change(at);
		told("mprotect", "mapped", 4096);
		fd = open_file("mapped", O_RDWR);
		sys(munmap, map_as(fd, PROT_READ), 4096, 0, 0, 0);
		close_fd(fd);
	}

	inherited = open_file("child", O_WRONLY | O_CREAT);
	second = fork();
	if (second == 0) {
		writes_and_ends();
		leave(0);
	}
	tell_fork(second, SIGCHLD);
	tell_exit(second, wait_for(second));
	close_fd(inherited);
	told("inherited", "child", 5);

	/* Closed by the end of the process. */
	second = fork();
	if (second == 0) {
		put_in(open_file("at-exit", O_WRONLY | O_CREAT), "xy");
		told("exit", "at-exit", 2);
		leave(0);
	}
	tell_fork(second, SIGCHLD);
	tell_exit(second, wait_for(second));
	return 0;
}
