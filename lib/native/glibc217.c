// SPDX-License-Identifier: Apache-2.0
/*
 * Functions that glibc has had under their present version only after 2.17. The linker binds to
 * these local ones, so that the library loads wherever Bun itself does.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma GCC visibility push(hidden)

/* The kernel's struct stat is glibc's on x86_64 and arm64. */
struct stat;

int stat64(const char *path, struct stat *st)
{
	return syscall(SYS_newfstatat, AT_FDCWD, path, st, 0);
}

int lstat64(const char *path, struct stat *st)
{
	return syscall(SYS_newfstatat, AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int fstat64(int fd, struct stat *st)
{
	return syscall(SYS_newfstatat, fd, "", st, AT_EMPTY_PATH);
}

int fcntl64(int fd, int command, ...)
{
	va_list args;
	long argument;

	va_start(args, command);
	argument = va_arg(args, long);
	va_end(args);
	return syscall(SYS_fcntl, fd, command, argument);
}

/* libbpf reads the text of bpf_object_open_opts.kconfig through it, and nothing else. */
FILE *fmemopen(void *text, size_t size, const char *mode)
{
	int fd = syscall(SYS_memfd_create, "kconfig", 1);

	(void)mode;
	if (fd < 0)
		return NULL;
	if (write(fd, text, size) != (ssize_t)size) {
		close(fd);
		return NULL;
	}
	lseek(fd, 0, SEEK_SET);
	return fdopen(fd, "r");
}

#pragma GCC visibility pop
