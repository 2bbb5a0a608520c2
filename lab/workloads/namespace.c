// SPDX-License-Identifier: Apache-2.0
/* namespace: new ones by unshare, clone and clone3, and old ones entered by setns; and calls that fail. */
#include "child.h"

#define CLONE_FILES 0x400
#define CLONE_DETACHED 0x400000
#define CLONE_NEWTIME 0x80
#define CLONE_NEWNS 0x20000
#define CLONE_NEWUTS 0x4000000
#define CLONE_NEWIPC 0x8000000
#define CLONE_NEWUSER 0x10000000
#define CLONE_NEWPID 0x20000000
#define CLONE_NEWNET 0x40000000

static const char *const none = "null";

static void tell(const char *call, long namespaces, const char *inode, long ret)
{
	act("namespace");
	num("pid", getpid());
	text("call", call);
	if (namespaces)
		num("namespaces", namespaces);
	else
		text("namespaces", "null");
	text("inode", inode);
	num("ret", ret);
	end();
}

static void unshare(long flags)
{
	tell("unshare", flags & ~CLONE_FILES & ~1, none, sys(unshare, flags, 0, 0, 0, 0));
}

static void unshare_mounts(void)
{
	sys(unshare, CLONE_FILES, 0, 0, 0, 0); /* no namespace: no event */
	unshare(CLONE_NEWNS | CLONE_FILES);
	unshare(CLONE_NEWIPC | 1); /* no such flag */
	unshare(CLONE_NEWTIME);
#if defined(__x86_64__)
	tell("unshare", CLONE_NEWUTS, none, int80(310, CLONE_NEWUTS, 0, 0));
#endif
}

static void unshare_user(void)
{
	unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

/* The number in "uts:[4026531838]". */
static const char *inode_of(const char *path)
{
	static char target[64];
	long length = must("readlink", sys(readlinkat, AT_FDCWD, path, target, 64, 0));
	const char *at = target;

	target[length - 1] = 0;
	while (*at && *at != '[')
		at++;
	return at + 1;
}

static void set(long fd, long type, const char *inode)
{
	tell("setns", type, inode, sys(setns, fd, type, 0, 0, 0));
}

static void enter(void)
{
	const char *uts = "/proc/self/ns/uts";
	long fd = must(uts, sys(openat, AT_FDCWD, uts, O_RDONLY, 0, 0));

	set(fd, 0, inode_of(uts));
	set(fd, CLONE_NEWUTS, inode_of(uts));
	set(fd, CLONE_NEWNET, inode_of(uts)); /* is another one */
	fd = must("pidfd", sys(pidfd_open, getpid(), 0, 0, 0, 0));
	set(fd, CLONE_NEWUTS | CLONE_NEWIPC, none);
	set(-1, 0, none);
}

static void tell_clone(const char *call, long flags, long pid)
{
	if (pid == 0)
		leave(3);
	tell(call, flags & ~CLONE_DETACHED, none, pid);
	if (pid < 0)
		return;
	tell_fork(pid, flags);
	tell_exit(pid, wait_for(pid));
}

static void clone(long flags)
{
	tell_clone("clone", flags, sys(clone, flags | SIGCHLD, 0, 0, 0, 0));
}

static void clone3(long flags)
{
	u64 args[8] = { (u64)flags, 0, 0, 0, SIGCHLD };

	tell_clone("clone3", flags, sys(clone3, args, sizeof(args), 0, 0, 0));
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	in_child(unshare_mounts);
	in_child(unshare_user);
	in_child(enter);
	clone(CLONE_NEWUTS);
	clone(CLONE_NEWPID | CLONE_NEWNS);
	clone3(CLONE_NEWNET);
	clone3(CLONE_NEWUTS | CLONE_DETACHED); /* is refused */
	return 0;
}
