// SPDX-License-Identifier: Apache-2.0
/* setsid: a child that starts a session, and then can't start another. */
#include "child.h"

static void tell(const char *how, long ret)
{
	act("setsid");
	text("how", how);
	num("pid", getpid());
	num("ret", ret);
	end();
}

static void new_session(void)
{
	tell("setsid", sys(setsid, 0, 0, 0, 0, 0));
	tell("again", sys(setsid, 0, 0, 0, 0, 0));
}

#if defined(__x86_64__)
static void by_int80(void)
{
	tell("int80", int80(66, 0, 0, 0));
}
#endif

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	in_child(new_session);
#if defined(__x86_64__)
	in_child(by_int80);
#endif
	return 0;
}
