// SPDX-License-Identifier: Apache-2.0
/* What a guest's machine is set up with: files, mounts, modules, the loopback interface. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent.h"

int make_dirs(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(path, 0755) && errno != EEXIST)
			return errno;
		*slash = '/';
	}
	return mkdir(path, 0755) && errno != EEXIST ? errno : 0;
}

int load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
		error = errno;
	close(fd);
	return error;
}

int do_read(uint32_t id, const char *path)
{
	static uint8_t buffer[256 << 10];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int error;

	if (fd < 0)
		return errno;
	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		send_frame(REP_DATA, id, buffer, (uint32_t)got);
	error = got < 0 ? errno : 0;
	close(fd);
	return error;
}

/* One write call for the whole: a sysctl or a cgroup file takes its value in one piece. */
int do_write(uint32_t mode, const char *path, struct cursor *c)
{
	int fd = mode ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
		      : open(path, O_WRONLY | O_CLOEXEC);
	uint32_t length = take_u32(c);
	const uint8_t *at = take(c, length);
	int error = 0;

	if (fd < 0)
		return errno;
	while (length > 0) {
		ssize_t done = write(fd, at, length);

		if (done < 0) {
			error = errno;
			break;
		}
		at += done;
		length -= (uint32_t)done;
	}
	if (mode)
		fchmod(fd, mode);
	close(fd);
	return error;
}

int do_mount(struct cursor *c)
{
	char *source = take_string(c), *target = take_string(c), *type = take_string(c);
	uint32_t flags = take_u32(c);
	char *data = take_string(c);
	int error = mount(source, target, type, flags, data[0] ? data : NULL) ? errno : 0;

	free(source);
	free(target);
	free(type);
	free(data);
	return error;
}

static int first_root = -1;

void keep_root(void)
{
	first_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (first_root < 0)
		die("/");
}

int do_chroot(const char *path)
{
	if (path[0] ? chdir(path) : fchdir(first_root))
		return errno;
	return chroot(".") ? errno : 0;
}

int do_link_up(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	error = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) ? errno : 0;
	close(fd);
	return error;
}
