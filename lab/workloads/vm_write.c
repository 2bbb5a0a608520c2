// SPDX-License-Identifier: Apache-2.0
/* vm_write: memory of a child is written; and calls that fail. */
#include "child.h"

struct iovec {
	void *base;
	unsigned long length;
};

static char from[32], to[32];

static void write_to(const char *how, long pid, void *address, int bytes)
{
	struct iovec local = { from, (unsigned long)bytes };
	struct iovec remote = { address, (unsigned long)bytes };
	long ret = sys6(SYS_process_vm_writev, pid, (long)&local, 1, (long)&remote, 1, 0);

	act("vm_write");
	text("how", how);
	num("pid", getpid());
	num("target", pid);
	num("bytes", ret < 0 ? 0 : ret);
	num("ret", ret);
	end();
}

int main(int argc, char **argv)
{
	long child;

	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	child = idle_child();
	write_to("child", child, to, 32);
	write_to("nothing", child, to, 0);
	write_to("nowhere", child, (void *)8, 4);
	kill_child(child);
	write_to("gone", child, to, 4);
	return 0;
}
