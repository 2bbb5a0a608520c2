/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* cred.change, cred.capability; what a system call may have changed. cred.escalation is in escalation.bpf.h. */
#include "syscall.bpf.h"

/* A change that gains user 0 or a capability. */
static __always_inline bool gains(const struct cred_change *e)
{
	return (e->old_euid && !e->new_euid) || (e->old_uid && !e->new_uid) ||
	       (e->new_caps & ~e->old_caps);
}

static __always_inline u64 effective(bool typed, struct cred *cred)
{
	return caps_number(GET(typed, cred, cap_effective));
}

#define BOTH(name)                                                                                 \
	do {                                                                                       \
		e.old_##name = GET(typed, old, name.val);                                          \
		e.new_##name = GET(typed, new, name.val);                                          \
	} while (0)

/* Before the credentials are in force. */
static __always_inline int on_commit(bool typed, struct cred *new)
{
	struct task_struct *task = current_task(typed);
	struct cred *old = GET(typed, task, real_cred);
	struct cred_change e = {};

	e.old_caps = effective(typed, old);
	e.new_caps = effective(typed, new);
	BOTH(uid);
	BOTH(euid);
	BOTH(suid);
	BOTH(fsuid);
	BOTH(gid);
	BOTH(egid);
	if (!config.all_creds && !control.testing && !gains(&e))
		return 0;
	if (!wanted(KIND_CRED_CHANGE))
		return 0;
	fill(&e.common, KIND_CRED_CHANGE, 0, 0);
	submit(&e, sizeof(e), KIND_CRED_CHANGE);
	return 0;
}

SEC("fentry/commit_creds")
int BPF_PROG(commit_creds_fentry, struct cred *new)
{
	return on_commit(!reads_kernel(), new);
}

SEC("kprobe/commit_creds")
int BPF_KPROBE(commit_creds_kprobe, struct cred *new)
{
	return deliver(ctx, on_commit(false, new));
}

/* A capability was asked for: granted (0) or refused. */

#define CAP_OPT_NOAUDIT 2 /* the kernel asks for itself, and nothing fails by it */

static __always_inline int on_capable(u32 capability, u32 flags, s64 ret)
{
	struct cred_capability e = {};

	if (!wanted(KIND_CRED_CAPABILITY))
		return 0;
	fill(&e.common, KIND_CRED_CAPABILITY, flags, ret);
	e.capability = capability;
	submit(&e, sizeof(e), KIND_CRED_CAPABILITY);
	return 0;
}

SEC("tp_btf/cap_capable")
int BPF_PROG(capable_tp_btf, struct cred *cred, void *target, void *owner, int capability, int ret)
{
	return on_capable(capability, EVENT_HAS_RET, ret);
}

SEC("raw_tp/cap_capable")
int BPF_PROG(capable_raw_tp, struct cred *cred, void *target, void *owner, int capability, int ret)
{
	return on_capable(capability, EVENT_HAS_RET, ret);
}

SEC("tp/capability/cap_capable")
int capable_tp(struct trace_event_raw_cap_capable *args)
{
	return deliver(args, on_capable(args->cap, EVENT_HAS_RET, args->ret));
}

SEC("fexit/cap_capable")
int BPF_PROG(cap_capable_fexit, struct cred *cred, void *namespace, int capability, u32 options,
	     int ret)
{
	return options & CAP_OPT_NOAUDIT ? 0 : on_capable(capability, EVENT_HAS_RET, ret);
}

SEC("kprobe/cap_capable")
int BPF_KPROBE(cap_capable_kprobe, struct cred *cred, void *namespace, int capability, u32 options)
{
	if (options & CAP_OPT_NOAUDIT)
		return 0;
	return deliver(ctx, on_capable(capability, EVENT_ATTEMPT, 0));
}

/* The end of a call that may change ids or capabilities. */
static __noinline int on_creds(struct call *call)
{
	if (call->ret >= 0)
		explain_creds(KIND_CRED_CHANGE);
	return done();
}
