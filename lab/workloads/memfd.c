// SPDX-License-Identifier: Apache-2.0
/* memfd: files that are only memory, by plain and odd names, and calls that fail. */
#include "nolibc.h"

#define MFD_CLOEXEC 1

static void tell(const char *how, const char *name, long flags, long ret)
{
	act("memfd");
	text("how", how);
	num("pid", getpid());
	text("name", name);
	num("flags", flags);
	num("ret", ret);
	end();
}

static void create(const char *how, const char *name, long flags)
{
	tell(how, name, flags, sys(memfd_create, name, flags, 0, 0, 0));
}

int main(int argc, char **argv)
{
	static char name[301];

	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	create("plain", "plain", 0);
	create("flags", "flags", MFD_CLOEXEC);
	create("empty", "", 0);
	create("odd", "odd \xff\n%", 0);
	memset(name, 'n', 249);
	create("longest", name, 0);
	memset(name, 'n', 250);
	create("too-long", name, 0);
	memset(name, 'n', 300);
	create("much-too-long", name, 0);
	create("no-such-flag", "flag", 0x8000);
	tell("no-name", "null", 0, sys(memfd_create, 8, 0, 0, 0, 0));
#if defined(__x86_64__)
	memcpy(name, "int80", 6);
	tell("int80", name, 0, int80(356, (long)name, 0, 0));
#endif
	return 0;
}
