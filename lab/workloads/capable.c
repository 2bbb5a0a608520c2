// SPDX-License-Identifier: Apache-2.0
/* capable: capabilities that the kernel asks for, granted to root and refused to a user. */
#include "ids.h"

#define CAP_SETGID 6
#define CAP_SETUID 7
#define CAP_SYS_CHROOT 18

static void tell(long capability, long ret)
{
	act("capability");
	num("pid", getpid());
	num("capability", capability);
	num("ret", ret < 0 ? -1 : 0);
	end();
}

static void ask(void)
{
	tell(CAP_SYS_CHROOT, sys(chroot, "/", 0, 0, 0, 0));
	tell(CAP_SETGID, sys(setgid, 1001, 0, 0, 0, 0));
	tell(CAP_SETUID, sys(setuid, 0, 0, 0, 0, 0));
}

static void as_user(void)
{
	long ret = sys(setresuid, 1000, 1000, 1000, 0, 0);

	tell(CAP_SETUID, ret);
	if (ret == 0)
		ask();
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	in_child(ask);
	in_child(as_user);
	return 0;
}
