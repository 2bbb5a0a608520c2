// SPDX-License-Identifier: Apache-2.0
/* wx FOLDER: memory that may be written and executed, by every call, and memory that may not be both. */
#include "nolibc.h"

#define R 1
#define W 2
#define X 4
#define SHARED 1
#define PRIVATE 2
#define ANONYMOUS 0x20
#define PAGE 65536 /* a multiple of every page size */

static char path[4096];

static int is_error(long ret)
{
	return ret < 0 && ret >= -4095;
}

static void put_unsigned(const char *key, unsigned long value)
{
	char digits[24];
	int at = sizeof(digits);

	digits[--at] = 0;
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	text(key, digits + at);
}

static void tell(const char *how, unsigned long address, unsigned long length, int prot,
		 const char *file, long ret)
{
	act("wx");
	text("how", how);
	num("pid", getpid());
	put_unsigned("address", address);
	num("length", (long)length);
	num("prot", prot);
	text("path", file);
	if (is_error(ret) || !ret)
		num("ret", ret);
	else
		text("ret", "address");
	end();
}

/* The offset is always 0, and so the same in pages. */
static long map(unsigned long length, int prot, int flags, long fd)
{
#if defined(__i386__) || defined(__arm__)
	return sys6(SYS_mmap2, 0, (long)length, prot, flags, fd, 0);
#else
	return sys6(SYS_mmap, 0, (long)length, prot, flags, fd, 0);
#endif
}

static void try_map(const char *how, unsigned long length, int prot, int flags, long fd,
		    const char *file)
{
	long ret = map(length, prot, flags, fd);

	tell(how, is_error(ret) ? 0 : (unsigned long)ret, length, prot, file, ret);
}

static void try_protect(const char *how, long address, int prot, long ret)
{
	tell(how, (unsigned long)address, PAGE, prot, "null", ret);
}

int main(int argc, char **argv)
{
	long memory, fd;

	if (argc < 2)
		return 2;
	act("start");
	num("pid", getpid());
	end();
	write_file(path_of(path, argv[1], "file"), "x", 1);
	fd = must("file", sys(openat, AT_FDCWD, path, O_RDONLY, 0, 0));
	try_map("anonymous", PAGE, R | W | X, PRIVATE | ANONYMOUS, -1, "null");
	try_map("file", PAGE, R | W | X, PRIVATE, fd, path);
	try_map("file-shared", PAGE, W | X, SHARED, fd, path); /* not open for writing */
	try_map("nothing", 0, R | W | X, PRIVATE | ANONYMOUS, -1, "null");
	map(PAGE, R | X, PRIVATE, fd);
	memory = map(PAGE, R | W, PRIVATE | ANONYMOUS, -1);
	sys(mprotect, memory, PAGE, R | X, 0, 0);
	try_protect("mprotect", memory, W | X, sys(mprotect, memory, PAGE, W | X, 0, 0));
	try_protect("mprotect-odd", memory + 1, W | X,
		    sys(mprotect, memory + 1, PAGE, W | X, 0, 0));
	try_protect("pkey_mprotect", memory, R | W | X,
		    sys(pkey_mprotect, memory, PAGE, R | W | X, -1, 0));
#if defined(__i386__)
	static unsigned long args[6] = { 0, PAGE, R | W | X, PRIVATE | ANONYMOUS, -1UL, 0 };
	long ret = sys5(90, (long)args, 0, 0, 0, 0);

	tell("old-mmap", (unsigned long)ret, PAGE, R | W | X, "null", ret);
#elif defined(__x86_64__)
	try_protect("int80", 0x10000, R | W | X, int80(125, 0x10000, PAGE, R | W | X));
#endif
	return 0;
}
