// SPDX-License-Identifier: Apache-2.0
/* ptrace: a child that asks to be traced, one that is attached, written to and released, one that is seized. */
#include "child.h"

#define TRACEME 0
#define PEEKDATA 2
#define POKETEXT 4
#define POKEDATA 5
#define POKEUSR 6
#define ATTACH 16
#define DETACH 17
#define SEIZE 0x4206
#define TRACESYSGOOD 1

static long word;

static void tell(const char *how, int request, long target, long addr, long data, long ret)
{
	act("ptrace");
	text("how", how);
	num("pid", getpid());
	num("request", request);
	if (request == TRACEME)
		text("target", "null");
	else
		num("target", target);
	num("addr", addr);
	num("data", data);
	num("ret", ret);
	end();
}

static void trace(const char *how, int request, long target, long addr, long data)
{
	tell(how, request, target, addr, data, sys(ptrace, request, target, addr, data, 0));
}

static void ask(void)
{
	tell("traceme", TRACEME, 0, 0, 0, sys(ptrace, TRACEME, 77, 88, 99, 0));
}

static void attach_and_write(void)
{
	long child = idle_child();
	long peeked;

	trace("attach", ATTACH, child, 0, 0);
	wait_for(child);
	trace("pokedata", POKEDATA, child, (long)&word, 0x1234);
	trace("poketext", POKETEXT, child, (long)&word, 0x5678);
	trace("pokedata-nowhere", POKEDATA, child, 8, 1);
	trace("pokeuser-odd", POKEUSR, child, 3, 1);
	sys(ptrace, PEEKDATA, child, &word, &peeked, 0);
	sys(ptrace, DETACH, child, 0, 0, 0);
#if defined(__x86_64__)
	tell("int80", ATTACH, child, 0, 0, int80(26, ATTACH, child, 0));
	wait_for(child);
	sys(ptrace, DETACH, child, 0, 0, 0);
#endif
	kill_child(child);
}

static void seize(void)
{
	long child = idle_child();

	trace("seize", SEIZE, child, 0, TRACESYSGOOD);
	trace("seize-again", SEIZE, child, 0, TRACESYSGOOD);
	kill_child(child);
	trace("gone", ATTACH, child, 0, 0);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	in_child(ask);
	attach_and_write();
	seize();
	return 0;
}
