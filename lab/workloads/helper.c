// SPDX-License-Identifier: Apache-2.0
/*
 * helper FOLDER OTHER FILE NAME: makes the kernel itself start a program, which is this one: for a core dump, and for
 * modprobe. Where FILE is "-" the machine is not ours, and nothing is done.
 */
#include "socket.h"
#include "child.h"

#define SIGQUIT 3
#define AF_X25 9
/* From include/linux/umh.h. */
#define UMH_WAIT_EXEC 1
#define UMH_WAIT_PROC 2
#define UMH_KILLABLE 4

static const char core_pattern[] = "/proc/sys/kernel/core_pattern";
static const char modprobe[] = "/proc/sys/kernel/modprobe";
static const char *self;

static void tell(long pid, const char *arguments, long wait)
{
	act("helper");
	num("pid", pid);
	text("path", self);
	text_begin("argv");
	text_part(self);
	text_part(",");
	text_part(arguments);
	num("wait", wait);
	end();
}

/* What it was, in `old`; a sysctl takes one write. */
static int set(const char *file, const char *value, char *old, unsigned long size)
{
	long fd = sys(openat, AT_FDCWD, file, O_RDONLY, 0, 0), length;

	if (fd < 0)
		return 0;
	if (old) {
		length = must(file, sys(read, fd, old, size - 1, 0, 0));
		old[length > 0 ? length - 1 : 0] = 0;
	}
	sys(close, fd, 0, 0, 0, 0);
	fd = sys(openat, AT_FDCWD, file, O_WRONLY, 0, 0);
	if (fd < 0)
		return 0;
	length = sys(write, fd, value, length_of(value), 0, 0);
	sys(close, fd, 0, 0, 0, 0);
	return length > 0;
}

static void dump_core(void)
{
	tell(getpid(), "core", UMH_WAIT_EXEC);
	tell_signal("core", getpid(), NOT_NAMED, SIGQUIT, 0);
	sys(kill, getpid(), SIGQUIT, 0, 0, 0);
}

/* A family of sockets that no kernel of the lab has built in. */
static void ask_for_module(void)
{
	tell(getpid(), "-q,--,net-pf-9", UMH_WAIT_PROC | UMH_KILLABLE);
	sys(socket, AF_X25, STREAM, 0, 0, 0);
}

int main(int argc, char **argv)
{
	static char pattern[128], old[256];

	/* As the kernel calls it. */
	if (argc > 1 && (same(argv[1], "core") || same(argv[1], "-q")))
		return 0;
	if (argc < 4)
		return 2;
	self = argv[0];
	act("start");
	num("pid", getpid());
	end();
	if (same(argv[3], "-"))
		return 0;
	pattern[0] = '|';
	memcpy(pattern + 1, self, length_of(self));
	memcpy(pattern + 1 + length_of(self), " core", 6);
	if (set(core_pattern, pattern, old, sizeof(old))) {
		in_child(dump_core);
		set(core_pattern, old, 0, 0);
	}
	if (set(modprobe, self, old, sizeof(old))) {
		in_child(ask_for_module);
		set(modprobe, old, 0, 0);
	}
	return 0;
}
