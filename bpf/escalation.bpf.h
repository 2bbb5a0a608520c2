/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * cred.escalation: a thread's ids or capabilities are others than those that were last explained.
 * Explained are: what it began with; what a successful set*id, capset, setns or unshare was
 * permitted to make of it; what the file of a program gives it. An exploit that overwrites struct
 * cred, or calls commit_creds itself, shows at the next event of the thread.
 */
#ifndef SONDE_ESCALATION_BPF_H
#define SONDE_ESCALATION_BPF_H

#define CAP_SETGID 6
#define CAP_SETUID 7

/*
 * In shared memory: this runs below others, and before private stacks (6.13) all of a chain of calls
 * has 512 bytes of stack.
 */
static __always_inline void send_escalation(const struct ids *old, const struct ids *now, u32 kind)
{
	struct cred_escalation *e;
	struct scratch *s;

	if (!is_recorded(KIND_CRED_ESCALATION))
		return;
	s = take_scratch();
	if (!s) {
		count_lost(KIND_CRED_ESCALATION, LOSS_SCRATCH);
		return;
	}
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	fill_header(&e->common, KIND_CRED_ESCALATION, 0, 0);
	e->old_caps = old->caps;
	e->new_caps = now->caps;
	e->old_uid = old->uid;
	e->new_uid = now->uid;
	e->old_euid = old->euid;
	e->new_euid = now->euid;
	e->old_gid = old->gid;
	e->new_gid = now->gid;
	e->shown_by = kind;
	send(e, sizeof(*e), KIND_CRED_ESCALATION); /* carries nothing that it could be judged by */
	give_back(s);
}

static __always_inline bool one_of(u32 id, u32 a, u32 b, u32 c)
{
	return id == a || id == b || id == c;
}

/* May a thread with the old ids have made them the new ones by system calls? */
static __always_inline bool permitted(const struct ids *old, const struct ids *now)
{
	bool any_user = old->caps >> CAP_SETUID & 1, any_group = old->caps >> CAP_SETGID & 1;

	return (any_user || (one_of(now->uid, old->uid, old->euid, old->suid) &&
			     one_of(now->euid, old->uid, old->euid, old->suid) &&
			     one_of(now->suid, old->uid, old->euid, old->suid))) &&
	       (any_group || (one_of(now->gid, old->gid, old->egid, old->sgid) &&
			      one_of(now->egid, old->gid, old->egid, old->sgid) &&
			      one_of(now->sgid, old->gid, old->egid, old->sgid)));
}

/*
 * Looks at the current thread. by_call: it is at the end of a system call that may have changed
 * them; 0: at an event of this kind, where they must be as they were.
 */
static __always_inline void judge_creds(bool by_call, u32 kind)
{
	bool typed = typed_task();
	struct task_struct *task = current_task(typed);
	u32 tid = bpf_get_current_pid_tgid();
	struct ids now = {}, *old;
	bool same_thread;

	old = bpf_map_lookup_elem(&explained, &tid);
	ids_of(typed, &now, task);
	if (in_exec(typed, task))
		return; /* between two programs */
	same_thread = old && (!old->start || old->start == now.start);
	if (same_thread && ids_changed(old, &now) && !(by_call && permitted(old, &now)))
		send_escalation(old, &now, kind);
	explain(tid, &now);
}

/* Global functions: looked at once in each program. */

__noinline int check_creds(u32 kind)
{
	judge_creds(false, kind);
	return 0;
}

__noinline int explain_creds(u32 kind)
{
	judge_creds(true, kind);
	return 0;
}

/* A thread begins with what its parent has, in another user namespace perhaps with more. */
static __always_inline void explain_thread(bool typed, struct task_struct *task)
{
	struct ids now = {};

	ids_of(typed, &now, task);
	explain(GET(typed, task, pid), &now);
}

#endif
