/* SPDX-License-Identifier: Apache-2.0 */
/* What the workloads have instead of a C library. A program starts with int main(argc, argv). */
#ifndef SONDE_LAB_NOLIBC_H
#define SONDE_LAB_NOLIBC_H

#include "syscalls.h"
#include "truth.h"
#include "task.h"

static inline const char *path_of(char *buffer, const char *folder, const char *name)
{
	unsigned long length = length_of(folder);

	memcpy(buffer, folder, length);
	buffer[length] = '/';
	memcpy(buffer + length + 1, name, length_of(name) + 1);
	return buffer;
}

static inline void write_file(const char *path, const void *data, unsigned long length)
{
	long fd = must(path, sys(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644, 0));

	if (sys(write, fd, data, length, 0, 0) != (long)length)
		must("short write", -1);
	sys(close, fd, 0, 0, 0, 0);
}

static inline void copy_to(const char *from, long out)
{
	static char buffer[4096];
	long in = must(from, sys(openat, AT_FDCWD, from, O_RDONLY, 0, 0));
	long got;

	while ((got = must("read", sys(read, in, buffer, sizeof(buffer), 0, 0))) > 0)
		must("write", sys(write, out, buffer, got, 0, 0));
	sys(close, in, 0, 0, 0, 0);
}

int main(int argc, char **argv);

/* The stack as the kernel leaves it: argc, then argv. */
__attribute__((used, noreturn)) void start_c(long *stack)
{
	leave(main((int)stack[0], (char **)(stack + 1)));
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call "
	"start_c\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %esp, %eax\n and $-16, %esp\n"
	" sub $12, %esp\n push %eax\n call start_c\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n mov x0, sp\n bl start_c\n");
#elif defined(__arm__)
__asm__(".globl _start\n_start:\n mov r0, sp\n bl start_c\n");
#endif

#endif
