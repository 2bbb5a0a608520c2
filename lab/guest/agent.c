// SPDX-License-Identifier: Apache-2.0
/*
 * The guest's init: mounts the least it needs, loads the modules that carry its port, then does what the lab asks.
 * One thread, one poll loop. What a mode needs beyond this is a list of requests in lab/modes.ts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "protocol.h"

#define MAX_RUNS 16
#define MAX_ARGS 256
#define MAX_FRAME (256u << 20)

struct run {
	bool used;
	uint32_t id;
	pid_t pid;
	int out;
	int err;
};

/* A request's payload, read from the front. A short payload ends the agent: the lab is broken then. */
struct cursor {
	const uint8_t *at;
	const uint8_t *end;
};

static int port = -1;
static struct run runs[MAX_RUNS];

static void die(const char *what)
{
	printf("agent: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

static void write_all(int fd, const void *data, size_t length)
{
	const uint8_t *at = data;

	while (length > 0) {
		ssize_t done = write(fd, at, length);

		if (done < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (done < 0)
			die("write to the port");
		at += done;
		length -= (size_t)done;
	}
}

static void read_all(void *data, size_t length)
{
	uint8_t *at = data;

	while (length > 0) {
		ssize_t done = read(port, at, length);

		if (done < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (done <= 0)
			die("read from the port");
		at += done;
		length -= (size_t)done;
	}
}

static void send_frame(uint8_t type, uint32_t id, const void *payload, uint32_t length)
{
	uint8_t head[9];
	uint32_t total = length + 5;

	memcpy(head, &total, 4);
	head[4] = type;
	memcpy(head + 5, &id, 4);
	write_all(port, head, sizeof(head));
	write_all(port, payload, length);
}

static void send_result(uint32_t id, int error, const char *what)
{
	uint8_t payload[256];
	uint32_t code = (uint32_t)error;
	uint32_t length = (uint32_t)strnlen(what, sizeof(payload) - 8);

	if (error == 0) {
		send_frame(REP_OK, id, NULL, 0);
		return;
	}
	memcpy(payload, &code, 4);
	memcpy(payload + 4, &length, 4);
	memcpy(payload + 8, what, length);
	send_frame(REP_FAIL, id, payload, length + 8);
}

static const uint8_t *take(struct cursor *c, size_t length)
{
	const uint8_t *at = c->at;

	if ((size_t)(c->end - c->at) < length) {
		errno = EPROTO;
		die("short frame");
	}
	c->at += length;
	return at;
}

static uint32_t take_u32(struct cursor *c)
{
	uint32_t value;

	memcpy(&value, take(c, 4), 4);
	return value;
}

static uint64_t take_u64(struct cursor *c)
{
	uint64_t value;

	memcpy(&value, take(c, 8), 8);
	return value;
}

/* A copy that ends in NUL; the caller frees it or is about to exec. */
static char *take_string(struct cursor *c)
{
	uint32_t length = take_u32(c);
	char *text = malloc(length + 1);

	if (!text)
		die("malloc");
	memcpy(text, take(c, length), length);
	text[length] = 0;
	return text;
}

static int make_dirs(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(path, 0755) && errno != EEXIST)
			return errno;
		*slash = '/';
	}
	return mkdir(path, 0755) && errno != EEXIST ? errno : 0;
}

static int load_module(const char *path)
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

/* Leaves only `caps` in every set, so that exec as root can't win the others back. */
static void limit_caps(uint64_t caps)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (int cap = 0; cap < 64; cap++)
		if (!(caps >> cap & 1))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	if (syscall(SYS_capget, &head, data))
		_exit(126);
	for (int i = 0; i < 2; i++) {
		data[i].permitted &= (uint32_t)(caps >> (32 * i));
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &head, data))
		_exit(126);
}

static void join_cgroup(const char *cgroup)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1) {
		dprintf(2, "agent: %s: %s\n", path, strerror(errno));
		_exit(126);
	}
	close(fd);
}

struct command {
	uint32_t flags;
	uint64_t caps;
	char *cgroup;
	char *cwd;
	char *argv[MAX_ARGS + 1];
	char *env[MAX_ARGS + 1];
};

static void take_strings(struct cursor *c, char **into)
{
	uint32_t count = take_u32(c);

	if (count > MAX_ARGS) {
		errno = E2BIG;
		die("strings");
	}
	for (uint32_t i = 0; i < count; i++)
		into[i] = take_string(c);
	into[count] = NULL;
}

static void exec_child(struct command *cmd, int in, int out, int err)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (cmd->flags & RUN_TTY) {
		in = out = err = open("/dev/console", O_RDWR);
		ioctl(in, TIOCSCTTY, 1);
	}
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	if (cmd->flags & RUN_MEMLOCK)
		setrlimit(RLIMIT_MEMLOCK, &unlimited);
	if (cmd->cgroup[0])
		join_cgroup(cmd->cgroup);
	if (cmd->cwd[0] && chdir(cmd->cwd)) {
		dprintf(2, "agent: %s: %s\n", cmd->cwd, strerror(errno));
		_exit(126);
	}
	if (~cmd->caps)
		limit_caps(cmd->caps);
	execve(cmd->argv[0], cmd->argv, cmd->env);
	dprintf(2, "agent: %s: %s\n", cmd->argv[0], strerror(errno));
	_exit(127);
}

static void do_run(uint32_t id, struct cursor *c)
{
	static struct command cmd;
	int out[2], err[2], in = memfd_create("stdin", MFD_CLOEXEC);
	struct run *run = runs;
	uint32_t pid, length;

	cmd.flags = take_u32(c);
	cmd.caps = take_u64(c);
	cmd.cgroup = take_string(c);
	cmd.cwd = take_string(c);
	take_strings(c, cmd.argv);
	take_strings(c, cmd.env);
	length = take_u32(c);
	while (run < runs + MAX_RUNS && run->used)
		run++;
	if (run == runs + MAX_RUNS) {
		send_result(id, EAGAIN, "too many runs");
		return;
	}
	if (in < 0 || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe");
	write_all(in, take(c, length), length);
	lseek(in, 0, SEEK_SET);
	run->pid = fork();
	if (run->pid < 0)
		die("fork");
	if (run->pid == 0)
		exec_child(&cmd, in, out[1], err[1]);
	close(in);
	close(out[1]);
	close(err[1]);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	run->used = true;
	run->id = id;
	run->out = out[0];
	run->err = err[0];
	pid = (uint32_t)run->pid;
	send_frame(REP_PID, id, &pid, 4);
	free(cmd.cgroup);
	free(cmd.cwd);
	for (char **s = cmd.argv; *s; s++)
		free(*s);
	for (char **s = cmd.env; *s; s++)
		free(*s);
}

/* Passes on what a run has written so far. */
static void drain(struct run *run, int *fd, uint8_t type)
{
	static uint8_t buffer[64 << 10];
	ssize_t got;

	while (*fd >= 0) {
		got = read(*fd, buffer, sizeof(buffer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return;
		if (got == 0) {
			close(*fd);
			*fd = -1;
			return;
		}
		send_frame(type, run->id, buffer, (uint32_t)got);
	}
}

static void end_run(struct run *run, int status)
{
	uint32_t result[2] = {
		WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 0,
		WIFSIGNALED(status) ? (uint32_t)WTERMSIG(status) : 0,
	};

	/* What it wrote before it ended is in the pipes; a grandchild may hold them open. */
	drain(run, &run->out, REP_OUT);
	drain(run, &run->err, REP_ERR);
	if (run->out >= 0)
		close(run->out);
	if (run->err >= 0)
		close(run->err);
	run->used = false;
	send_frame(REP_EXIT, run->id, result, sizeof(result));
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct run *run = runs; run < runs + MAX_RUNS; run++)
			if (run->used && run->pid == pid)
				end_run(run, status);
}

static int do_signal(struct cursor *c)
{
	uint32_t id = take_u32(c);
	int signal = (int)take_u32(c);

	for (struct run *run = runs; run < runs + MAX_RUNS; run++)
		if (run->used && run->id == id)
			return kill(-run->pid, signal) && kill(run->pid, signal) ? errno : 0;
	return ESRCH;
}

static int do_read(uint32_t id, const char *path)
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
static int do_write(uint32_t mode, const char *path, struct cursor *c)
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

static int do_mount(struct cursor *c)
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

static int do_switch(const char *path)
{
	if (chdir(path) || mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/"))
		return errno;
	return 0;
}

static int do_link_up(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	error = fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) ? errno : 0;
	close(fd);
	return error;
}

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
		error = umount2(path, 0) ? errno : 0;
		break;
	case REQ_MKDIR:
		error = make_dirs(path);
		break;
	case REQ_INSMOD:
		error = load_module(path);
		break;
	case REQ_SWITCH:
		error = do_switch(path);
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
	uint8_t head[9];
	uint32_t length, id;
	struct cursor c;
	uint8_t *payload;

	read_all(head, sizeof(head));
	memcpy(&length, head, 4);
	memcpy(&id, head + 5, 4);
	if (length < 5 || length > MAX_FRAME) {
		errno = EPROTO;
		die("frame");
	}
	payload = malloc(length);
	if (!payload)
		die("malloc");
	read_all(payload, length - 5);
	c.at = payload;
	c.end = payload + length - 5;
	handle(head[4], id, &c);
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
		int count = 2;

		fds[0] = (struct pollfd){ .fd = port, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = signals, .events = POLLIN };
		for (struct run *run = runs; run < runs + MAX_RUNS; run++) {
			if (!run->used)
				continue;
			fds[count++] = (struct pollfd){ .fd = run->out, .events = POLLIN };
			fds[count++] = (struct pollfd){ .fd = run->err, .events = POLLIN };
		}
		if (poll(fds, (nfds_t)count, -1) < 0 && errno != EINTR)
			die("poll");
		for (struct run *run = runs; run < runs + MAX_RUNS; run++) {
			if (!run->used)
				continue;
			drain(run, &run->out, REP_OUT);
			drain(run, &run->err, REP_ERR);
		}
		while (read(signals, &info, sizeof(info)) > 0)
			reap();
		if (fds[0].revents & POLLIN)
			next_request();
		else if (fds[0].revents & POLLHUP)
			power_off();
	}
}
