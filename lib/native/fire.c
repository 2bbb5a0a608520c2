// SPDX-License-Identifier: Apache-2.0
/* What makes a hook fire that the probe has attached, and other things that are tried once. */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sonde.h"

/* Not in glibc 2.17; the same numbers on x86_64 and arm64 but for the first two. */
#ifdef __x86_64__
#define NR_MEMFD_CREATE 319
#define NR_EXECVEAT 322
#else
#define NR_MEMFD_CREATE 279
#define NR_EXECVEAT 281
#endif
#define NR_LANDLOCK_CREATE_RULESET 444
#define LANDLOCK_CREATE_RULESET_VERSION 1
#define EMPTY_PATH 0x1000
#define CLOEXEC 1

/* Does nothing, at an address that a uprobe can be placed at. */
__attribute__((noinline)) int sonde_uprobe_target(void)
{
	__asm__ volatile("" ::: "memory");
	return 0;
}

/* Where that function is in the file that this library was loaded from. */
int64_t sonde_uprobe_offset(void)
{
	unsigned long address = (unsigned long)sonde_uprobe_target, start, end, offset;
	int64_t found = -ENOENT;
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "re");

	if (!maps)
		return -errno;
	while (found < 0 && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
		    address >= start && address < end)
			found = address - start + offset;
	fclose(maps);
	return found;
}

/* A UDP socket connected to this host: no packet leaves. */
int sonde_connect_once(int ipv6)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET, .sin_port = htons(9) };
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6, .sin6_port = htons(9) };
	int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error = 0;

	if (fd < 0)
		return -errno;
	to4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to6.sin6_addr = in6addr_loopback;
	if (ipv6 ? connect(fd, (struct sockaddr *)&to6, sizeof(to6))
		 : connect(fd, (struct sockaddr *)&to4, sizeof(to4)))
		error = -errno;
	close(fd);
	return error;
}

/* By a system call whose work is done in a function of seven arguments (process_vm_rw). */
int sonde_read_own_memory(void)
{
	char from = 1, to = 0;
	struct iovec local = { &to, 1 }, remote = { &from, 1 };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0 ? -errno : 0;
}

/*
 * Does the kernel run this program, which must exit with 0? 1, 0, or -errno when it was not even
 * tried. The image lies in a file without a name.
 */
int sonde_runs(const void *image, uint32_t size)
{
	int fd = syscall(NR_MEMFD_CREATE, "sonde_probe", CLOEXEC), status = 0;
	/* Without a name in argv the kernel writes to its log. */
	char *name[] = { "sonde_probe", NULL }, *none[] = { NULL };
	volatile int error = 0;
	pid_t pid;

	if (fd < 0)
		return -errno;
	if (write(fd, image, size) != (ssize_t)size) {
		close(fd);
		return -EIO;
	}
	pid = vfork();
	if (pid == 0) {
		syscall(NR_EXECVEAT, fd, "", name, none, EMPTY_PATH);
		error = errno;
		_exit(1);
	}
	close(fd);
	if (pid < 0)
		return -errno;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (error)
		return error == ENOEXEC ? 0 : -error;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Are there x32 calls? A filter of seccomp may refuse this one by another error. */
int sonde_takes_x32(void)
{
#if defined(__x86_64__)
	return syscall(__X32_SYSCALL_BIT | SYS_getpid) >= 0 || errno != ENOSYS;
#else
	return 0;
#endif
}

/* Of the kernel's interface, -errno without one. */
int sonde_landlock_version(void)
{
	int version = syscall(NR_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? -errno : version;
}
