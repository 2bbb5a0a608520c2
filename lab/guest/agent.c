// SPDX-License-Identifier: Apache-2.0
/*
 * The guest's init: mounts the least it needs, loads the modules that carry its port, then does what the lab asks.
 * One thread, one poll loop. What a mode needs beyond this is a list of requests in lab/modes.ts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "agent.h"

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	die("power off");
}

static void handle(uint8_t type, uint32_t id, struct cursor *c)
{
	char *path;
	uint32_t mode = 0;
	int error = ENOSYS;

	switch (type) {
	case REQ_RUN:
		do_run(id, c);
		return;
	case REQ_SIGNAL:
		send_result(id, do_signal(c), "signal");
		return;
	case REQ_MOUNT:
		send_result(id, do_mount(c), "mount");
		return;
	case REQ_POWEROFF:
		power_off();
	}
	if (type == REQ_WRITE)
		mode = take_u32(c);
	path = take_string(c);
	switch (type) {
	case REQ_READ:
		error = do_read(id, path);
		break;
	case REQ_WRITE:
		error = do_write(mode, path, c);
		break;
	case REQ_UMOUNT:
		error = umount2(path, MNT_DETACH) ? errno : 0;
		break;
	case REQ_MKDIR:
		error = make_dirs(path);
		break;
	case REQ_INSMOD:
		error = load_module(path);
		break;
	case REQ_CHROOT:
		error = do_chroot(path);
		break;
	case REQ_LINK_UP:
		error = do_link_up(path);
		break;
	}
	send_result(id, error, path);
	free(path);
}

static void next_request(void)
{
	struct cursor c;
	void *payload;
	uint32_t id;
	uint8_t type = next_frame(&id, &c, &payload);

	handle(type, id, &c);
	free(payload);
}

static void say_hello(void)
{
	struct utsname name;
	uint8_t payload[2 * sizeof(name.release) + 8];
	const char *texts[] = { name.release, name.machine };
	uint32_t at = 0;

	uname(&name);
	for (int i = 0; i < 2; i++) {
		uint32_t length = (uint32_t)strlen(texts[i]);

		memcpy(payload + at, &length, 4);
		memcpy(payload + at + 4, texts[i], length);
		at += length + 4;
	}
	send_frame(REP_HELLO, 0, payload, at);
}

/* /modules/boot names, in order, the modules that the port needs. */
static void load_boot_modules(void)
{
	FILE *list = fopen("/modules/boot", "re");
	char line[256];

	while (list && fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = 0;
		errno = load_module(line);
		if (errno)
			die(line);
	}
	if (list)
		fclose(list);
}

/* Kernel events, so that waiting for a device is waiting and not polling. */
static int listen_uevents(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("uevents");
	return fd;
}

/* The port's device is made by a work item of the driver, so it may come after the driver. */
static int open_port(int uevents)
{
	char event[4096];

	for (;;) {
		int fd = open("/dev/vport0p1", O_RDWR | O_CLOEXEC);

		if (fd >= 0)
			return fd;
		if (errno != ENOENT && errno != ENXIO && errno != ENODEV)
			die("/dev/vport0p1");
		if (recv(uevents, event, sizeof(event), 0) < 0 && errno != ENOBUFS)
			die("uevent");
	}
}

int main(void)
{
	struct pollfd fds[2 + 2 * MAX_RUNS];
	sigset_t child;
	int signals, uevents;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	/* The kernel mounts no devtmpfs for an initramfs. */
	if (mount("dev", "/dev", "devtmpfs", 0, NULL) || mount("proc", "/proc", "proc", 0, NULL) ||
	    mount("sys", "/sys", "sysfs", 0, NULL))
		die("mount");
	keep_root();
	uevents = listen_uevents();
	load_boot_modules();
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	port = open_port(uevents);
	close(uevents);
	say_hello();
	for (;;) {
		struct signalfd_siginfo info;
		int count = 2 + run_fds(fds + 2);

		fds[0] = (struct pollfd){ .fd = port, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = signals, .events = POLLIN };
		if (poll(fds, (nfds_t)count, -1) < 0 && errno != EINTR)
			die("poll");
		drain_runs();
		while (read(signals, &info, sizeof(info)) > 0)
			reap();
		if (fds[0].revents & POLLIN)
			next_request();
		else if (fds[0].revents & POLLHUP)
			power_off();
	}
}
