/* SPDX-License-Identifier: Apache-2.0 */
/* Who a thread is, as it can tell itself, and the calls that change it. */
#ifndef SONDE_LAB_IDS_H
#define SONDE_LAB_IDS_H

#include "child.h"

/* clang-format off */
#if defined(__x86_64__)
enum { SYS_setuid = 105, SYS_setgid = 106, SYS_setreuid = 113, SYS_setregid = 114, SYS_setgroups = 116,
       SYS_setresuid = 117, SYS_getresuid = 118, SYS_setresgid = 119, SYS_getresgid = 120, SYS_setfsuid = 122,
       SYS_setfsgid = 123, SYS_capset = 126 };
#elif defined(__aarch64__)
enum { SYS_setregid = 143, SYS_setgid = 144, SYS_setreuid = 145, SYS_setuid = 146, SYS_setresuid = 147,
       SYS_getresuid = 148, SYS_setresgid = 149, SYS_getresgid = 150, SYS_setfsuid = 151, SYS_setfsgid = 152,
       SYS_setgroups = 159, SYS_capset = 91 };
#else
/* i386 and arm: the numbers of 32-bit ids; those of 16 bits are in enum short_call. */
enum { SYS_setreuid = 203, SYS_setregid = 204, SYS_setgroups = 206, SYS_setresuid = 208, SYS_getresuid = 209,
       SYS_setresgid = 210, SYS_getresgid = 211, SYS_setuid = 213, SYS_setgid = 214, SYS_setfsuid = 215,
       SYS_setfsgid = 216, SYS_capset = 185 };
#endif

/* 16-bit ids: of i386 and arm alike, and of the 32-bit entry of x86_64. */
enum short_call { SHORT_setuid = 23, SHORT_setgid = 46, SHORT_setreuid = 70, SHORT_setregid = 71,
		  SHORT_setgroups = 81, SHORT_setfsuid = 138, SHORT_setfsgid = 139, SHORT_setresuid = 164,
		  SHORT_setresgid = 170 };
/* clang-format on */

#define CLONE_NEWUSER 0x10000000

struct ids {
	u32 uid, euid, suid, fsuid;
	u32 gid, egid, sgid;
	u64 caps;
};

struct cap_head {
	u32 version;
	int pid;
};

struct cap_words {
	u32 effective, permitted, inheritable;
};

static struct cap_head cap_head = { 0x20080522, 0 };
static struct cap_words cap_words[2];

static inline u64 effective_caps(void)
{
	must("capget", sys(capget, &cap_head, cap_words, 0, 0, 0));
	return cap_words[0].effective | (u64)cap_words[1].effective << 32;
}

/* Without the id for files: to ask for that is a call that may change it. */
static inline void look_quietly(struct ids *ids)
{
	must("ids", sys(getresuid, &ids->uid, &ids->euid, &ids->suid, 0, 0));
	must("ids", sys(getresgid, &ids->gid, &ids->egid, &ids->sgid, 0, 0));
	ids->caps = effective_caps();
}

static inline void look(struct ids *ids)
{
	look_quietly(ids);
	ids->fsuid = (u32)sys(setfsuid, -1, 0, 0, 0, 0);
}

static inline void unsigned_num(const char *key, u32 value)
{
	char digits[12];
	int at = sizeof(digits);

	put(" ");
	put(key);
	put("=");
	digits[--at] = 0;
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	put(digits + at);
}

static inline void tell_ids(const struct ids *old, const struct ids *new)
{
	unsigned_num("old_uid", old->uid);
	unsigned_num("new_uid", new->uid);
	unsigned_num("old_euid", old->euid);
	unsigned_num("new_euid", new->euid);
	unsigned_num("old_suid", old->suid);
	unsigned_num("new_suid", new->suid);
	unsigned_num("old_fsuid", old->fsuid);
	unsigned_num("new_fsuid", new->fsuid);
	unsigned_num("old_gid", old->gid);
	unsigned_num("new_gid", new->gid);
	unsigned_num("old_egid", old->egid);
	unsigned_num("new_egid", new->egid);
	hex64("old_caps", old->caps);
	hex64("new_caps", new->caps);
}

#endif
