/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The variables of a new program's environment that tell who may be behind it. */
#ifndef SONDE_ENVIRONMENT_BPF_H
#define SONDE_ENVIRONMENT_BPF_H

#include "path.bpf.h"

#define ENVIRONMENT_MAX 128 /* variables that are looked at */

/* In the order of struct scratch's environment. */
enum variable {
	VARIABLE_SSH_CONNECTION,
	VARIABLE_LD_PRELOAD,
	VARIABLE_LD_LIBRARY_PATH,
	VARIABLE_NONE,
};

/* A name of 8 to 16 characters, in two words that may overlap; both architectures read them anywhere. */
static __always_inline bool begins(const char *string, const char *name, u32 len)
{
	u64 first, last;

	__builtin_memcpy(&first, name, 8);
	__builtin_memcpy(&last, name + len - 8, 8);
	return *(u64 *)string == first && *(u64 *)(string + len - 8) == last;
}

#define BEGINS(string, name) begins(string, name, sizeof(name) - 1)

static __always_inline enum variable variable_of(const char *string, u32 *name_len)
{
	if (string[0] != 'L' && string[0] != 'S')
		return VARIABLE_NONE;
	if (BEGINS(string, "LD_PRELOAD=")) {
		*name_len = sizeof("LD_PRELOAD=") - 1;
		return VARIABLE_LD_PRELOAD;
	}
	if (BEGINS(string, "LD_LIBRARY_PATH=")) {
		*name_len = sizeof("LD_LIBRARY_PATH=") - 1;
		return VARIABLE_LD_LIBRARY_PATH;
	}
	if (BEGINS(string, "SSH_CONNECTION=")) {
		*name_len = sizeof("SSH_CONNECTION=") - 1;
		return VARIABLE_SSH_CONNECTION;
	}
	return VARIABLE_NONE;
}

/*
 * Looks at one string of the environment. Returns how far the next one is; 0 at the end. A variable
 * that is wanted is kept: where its value is and where free memory begins goes to the scratch
 * memory. A global function, which the verifier looks at once and not for every string.
 */
__noinline int look_at_variable(scratch_ref ref, u64 at)
{
	struct scratch *s = scratch_at(ref);
	u32 off, name_len = 0, which;
	long n;

	if (!s || s->environment_end >= RECORD_LIMIT)
		return 0;
	off = s->environment_end;
	n = bpf_probe_read_user_str(TAIL(s, off), STRING_MAX, (void *)at);
	if (n <= 0)
		return 0;
	if (n == STRING_MAX) { /* the rest of it is looked at like another one */
		s->environment_torn = true;
		return STRING_MAX - 1;
	}
	which = s->environment_torn ? VARIABLE_NONE : variable_of((char *)TAIL(s, off), &name_len);
	s->environment_torn = false;
	if (which < VARIABLE_NONE) {
		s->environment[which].off = off + name_len;
		s->environment[which].len = n - 1 - name_len;
		s->environment_end = off + n;
	}
	return n;
}

/* Appends the variables that tell who may be behind a program. Returns the length appended. */
__noinline int append_environment(scratch_ref ref, u32 off, u64 at, u64 end)
{
	struct scratch *s = scratch_at(ref);

	if (!s)
		return 0;
	__builtin_memset(s->environment, 0, sizeof(s->environment));
	s->environment_end = off;
	s->environment_torn = false;
	for (int i = 0; i < ENVIRONMENT_MAX && at < end; i++) {
		int n = look_at_variable(ref, at);

		if (n <= 0)
			break;
		at += n;
	}
	return s->environment_end - off;
}

#endif
