// SPDX-License-Identifier: Apache-2.0
/*
 * creds: every call that changes ids or capabilities, as root and as a user, succeeding and failing. Each tells what the
 * thread was before and after, and whether the kernel was to put new credentials in force: that is the event.
 */
#include "ids.h"

#define USER 1000
#define OTHER 1001
#define KEEP -1
#define CAP_SYS_CHROOT 18

static struct ids before, after;

static void tell(const char *how, long ret, int commits)
{
	act("cred");
	text("how", how);
	num("pid", getpid());
	num("ret", ret);
	num("commits", commits);
	tell_ids(&before, &after);
	end();
}

static void done(const char *how, long ret)
{
	look(&after);
	tell(how, ret, ret >= 0);
}

#define CALL(how, call, a, b, c)                                                                   \
	do {                                                                                       \
		look(&before);                                                                     \
		done(how, sys(call, a, b, c, 0, 0));                                               \
	} while (0)

/* Calls with 16-bit ids, where there are any. */
static int has_short_calls(void)
{
#if defined(__aarch64__)
	return 0;
#else
	return 1;
#endif
}

static void short_call(const char *how, enum short_call number, long a, long b, long c)
{
	look(&before);
#if defined(__x86_64__)
	done(how, int80(number, a, b, c));
#else
	done(how, sys6(number, a, b, c, 0, 0, 0));
#endif
}

/* These always return the old id: a new one is in force only where it differs. */
static void file_id(const char *how, long number, long id, int group)
{
	look(&before);
	sys6(number, id, 0, 0, 0, 0, 0);
	look(&after);
	tell(how, 0, group || before.fsuid != after.fsuid);
}

static void set_caps(const char *how, u32 drop, u32 raise)
{
	look(&before);
	cap_words[0].effective = (cap_words[0].effective & ~drop) | raise;
	done(how, sys(capset, &cap_head, cap_words, 0, 0, 0));
}

static void one_user(void)
{
	CALL("setuid", setuid, USER, 0, 0);
	CALL("setuid", setuid, USER, 0, 0);
	CALL("setuid", setuid, 0, 0, 0); /* EPERM */
	CALL("setuid", setuid, -1, 0, 0); /* EINVAL */
	CALL("setgid", setgid, USER, 0, 0); /* EPERM */
	CALL("setreuid", setreuid, OTHER, KEEP, 0); /* EPERM */
	CALL("setresuid", setresuid, KEEP, OTHER, KEEP); /* EPERM */
	CALL("setgroups", setgroups, 0, 0, 0); /* EPERM */
	file_id("setfsuid", SYS_setfsuid, OTHER, 0);
}

static void real_and_effective(void)
{
	CALL("setreuid", setreuid, KEEP, USER, 0);
	CALL("setreuid", setreuid, KEEP, 0, 0);
	CALL("setreuid", setreuid, USER, OTHER, 0);
	CALL("setregid", setregid, USER, OTHER, 0);
}

static void saved(void)
{
	CALL("setresgid", setresgid, USER, OTHER, USER);
	CALL("setresuid", setresuid, USER, OTHER, 0);
	CALL("setresuid", setresuid, OTHER, 0, KEEP);
	CALL("setresuid", setresuid, USER, USER, USER);
	CALL("setresgid", setresgid, 0, 0, 0); /* EPERM */
}

static void groups(void)
{
	static const u32 list[] = { 7, 8, 9 };

	CALL("setgroups", setgroups, 3, list, 0);
	CALL("setgid", setgid, USER, 0, 0);
	file_id("setfsgid", SYS_setfsgid, OTHER, 1);
}

static void files(void)
{
	file_id("setfsuid", SYS_setfsuid, USER, 0);
	file_id("setfsuid", SYS_setfsuid, USER, 0);
	file_id("setfsuid", SYS_setfsuid, 0, 0);
}

static void capabilities(void)
{
	set_caps("capset", 1 << CAP_SYS_CHROOT, 0);
	set_caps("capset", 0, 1 << CAP_SYS_CHROOT);
	look(&before);
	memset(cap_words, 0, sizeof(cap_words));
	done("capset", sys(capset, &cap_head, cap_words, 0, 0, 0));
	set_caps("capset", 0, 1 << CAP_SYS_CHROOT); /* EPERM */
}

static void short_ids(void)
{
	short_call("setresgid16", SHORT_setresgid, USER, OTHER, USER);
	short_call("setregid16", SHORT_setregid, OTHER, USER, 0);
	short_call("setgid16", SHORT_setgid, OTHER, 0, 0);
	short_call("setreuid16", SHORT_setreuid, KEEP & 0xffff, USER, 0);
	short_call("setreuid16", SHORT_setreuid, KEEP & 0xffff, 0, 0);
	short_call("setresuid16", SHORT_setresuid, USER, 0, 0);
	short_call("setuid16", SHORT_setuid, USER, 0, 0);
	short_call("setuid16", SHORT_setuid, 0, 0, 0); /* EPERM */
	short_call("setgroups16", SHORT_setgroups, 0, 0, 0); /* EPERM */
}

/* A user who is root in a namespace of its own: all capabilities, and none outside. */
static void namespace(void)
{
	long ret;

	CALL("setresuid", setresuid, USER, USER, USER);
	look(&before);
	after = before;
	ret = sys(unshare, CLONE_NEWUSER, 0, 0, 0, 0);
	/* Its own ids have no numbers there. */
	after.caps = effective_caps();
	tell("unshare", ret, ret >= 0);
}

int main(int argc, char **argv)
{
	static void (*const parts[])(void) = { one_user, real_and_effective, saved,	groups,
					       files,	 capabilities,	     namespace, short_ids };

	(void)argc;
	(void)argv;
	act("start");
	num("pid", getpid());
	end();
	/* The program itself began with new credentials, that are as the old ones. */
	look(&before);
	after = before;
	tell("exec", 0, 1);
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] != short_ids || has_short_calls())
			in_child(parts[i]);
	return 0;
}
