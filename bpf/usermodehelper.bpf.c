/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* process.usermodehelper: the kernel starts a program, as it says itself. */
#include "path.bpf.h"

#define HELPER_ARGUMENTS 16

static __always_inline u32 helper_arguments(struct scratch *s, char **argv)
{
	u32 start = KEPT(s->filled);

	KEPT(s->end) = start;
	for (int i = 0; i < HELPER_ARGUMENTS; i++) {
		char *argument = NULL;
		u32 end = KEPT(s->end);

		read_kernel(&argument, sizeof(argument), &argv[i]);
		if (end >= RECORD_LIMIT - STRING_MAX || !argument)
			break;
		end += append_kernel_string(s, end, argument);
		*TAIL(s, end) = 0;
		KEPT(s->end) = end + 1;
	}
	return KEPT(s->end) - start;
}

static __always_inline int on_helper(struct subprocess_info *info, int wait)
{
	struct process_usermodehelper *e;
	struct scratch *s;

	if (!wanted(KIND_PROCESS_USERMODEHELPER))
		return 0;
	s = scratch_begin(SLOT_HELPER);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	KEPT(s->filled) = sizeof(*e);
	APPEND(e->path, append_kernel_string(s, KEPT(s->filled), BPF_CORE_READ(info, path)));
	APPEND(e->argv, helper_arguments(s, BPF_CORE_READ(info, argv)));
	e->wait = wait;
	fill(&e->common, KIND_PROCESS_USERMODEHELPER, s->truncated, 0);
	submit_up_to(e, KEPT(s->filled), sizeof(s->data), KIND_PROCESS_USERMODEHELPER);
	return 0;
}

SEC("fentry/call_usermodehelper_exec")
int BPF_PROG(call_usermodehelper_exec_fentry, struct subprocess_info *info, int wait)
{
	return on_helper(info, wait);
}

SEC("kprobe/call_usermodehelper_exec")
int BPF_KPROBE(call_usermodehelper_exec_kprobe, struct subprocess_info *info, int wait)
{
	return deliver(ctx, on_helper(info, wait));
}
