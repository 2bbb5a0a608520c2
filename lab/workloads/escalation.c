// SPDX-License-Identifier: Apache-2.0
/*
 * escalation FOLDER OTHER FILE NAME OVERWRITE: OVERWRITE is a module that does to a user's process what exploits of the
 * kernel do, or "-". Each child tells what it was and became, and what it does next: there it must be noticed.
 */
#include "ids.h"

#define O_CLOEXEC 02000000
#define USER 1000

static const char module_name[] = "overwrite";
static char *noop[] = { "noop", "noop", 0 }, *no_env[] = { 0 };
static struct ids root, before, after;
static const char *self;
static long how_fd;

static void tell(const char *how, const char *shown_by)
{
	act("overwritten");
	text("how", how);
	text("shown_by", shown_by);
	num("pid", getpid());
	tell_ids(&before, &after);
	end();
}

static void become_user(void)
{
	must("setresgid", sys(setresgid, USER, USER, USER, 0, 0));
	must("setresuid", sys(setresuid, USER, USER, USER, 0, 0));
	look_quietly(&before);
}

static void overwrite(const char *how)
{
	become_user();
	must(how, sys(write, how_fd, how, length_of(how), 0, 0));
	look_quietly(&after);
}

static void start_session(void)
{
	long ret = sys(setsid, 0, 0, 0, 0, 0);

	act("setsid");
	num("pid", getpid());
	num("ret", ret);
	end();
}

static void ids(void)
{
	overwrite("ids");
	tell("ids", "process.setsid");
	start_session();
}

static void caps(void)
{
	overwrite("caps");
	tell("caps", "process.setsid");
	start_session();
}

static void commit(void)
{
	overwrite("commit");
	tell("commit", "process.setsid");
	start_session();
}

/*
 * A system call that succeeds does not explain what came before it. Not with the real id: what puts
 * new credentials in force counts the processes of a user, and would take this one off of another's.
 */
static void set_uid(void)
{
	overwrite("effective");
	tell("setuid", "cred.change");
	must("setuid", sys(setuid, 0, 0, 0, 0, 0));
}

/* Nothing at all: a user stays one. */
static void nothing(void)
{
	become_user();
	start_session();
}

/* The program has what root has. */
static void exec(void)
{
	long pid = fork();

	if (pid == 0) {
		overwrite("effective");
		after.caps = root.caps;
		tell("exec", "process.exec");
		leave((int)-sys(execve, self, noop, no_env, 0, 0));
	}
	must("exec", (wait_for(pid) >> 8 & 255) == 7 ? 0 : -1);
	act("exec");
	num("pid", pid);
	text("path", self);
	num("argc", 2);
	text("argv", "noop,noop");
	num("ret", 0);
	end();
}

static long load(const char *file)
{
	long fd = must(file, sys(openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC, 0, 0));
	long ret = sys(finit_module, fd, "", 0, 0, 0);

	act("module");
	text("how", "finit_module");
	text("name", module_name);
	text("path", file);
	num("pid", getpid());
	num("ret", ret);
	end();
	sys(close, fd, 0, 0, 0, 0);
	return ret;
}

int main(int argc, char **argv)
{
	static void (*const parts[])(void) = { ids, caps, commit, set_uid, nothing };

	if (argc > 1 && same(argv[1], "noop"))
		return 7;
	if (argc < 2)
		return 2;
	self = argv[0];
	act("start");
	num("pid", getpid());
	end();
	if (argc < 6 || same(argv[5], "-") || load(argv[5]) < 0)
		return 0;
	look_quietly(&root);
	how_fd = must("parameter", sys(openat, AT_FDCWD, "/sys/module/overwrite/parameters/how",
				       O_WRONLY | O_CLOEXEC, 0, 0));
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		in_child(parts[i]);
	exec();
	sys(close, how_fd, 0, 0, 0, 0);
	must("unload", sys(delete_module, module_name, 0, 0, 0, 0));
	return 0;
}
