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

struct ids {
	u64 start; /* of the thread; 0: not known, whoever has its number */
	u64 permitted; /* both in the order of struct cred */
	u64 caps; /* effective */
	u32 uid; /* from here on in the order of struct cred */
	u32 gid;
	u32 suid;
	u32 sgid;
	u32 euid;
	u32 egid;
};

#define CAPS_SIZE (2 * sizeof(u64))
#define IDS_SIZE (sizeof(struct ids) - __builtin_offsetof(struct ids, uid))

/* The last explained ids of each thread. One that is pushed out is only not watched any more. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32); /* thread */
	__type(value, struct ids);
} explained SEC(".maps");

/* Is a field of struct cred as far from another as it is in struct ids? RANDSTRUCT shuffles struct cred. */
#define APART(cred, from, to)                                                                      \
	(bpf_core_field_offset((cred)->to) - bpf_core_field_offset((cred)->from))
#define IN_ORDER(cred, field)                                                                      \
	(APART(cred, uid, field) ==                                                                \
	 __builtin_offsetof(struct ids, field) - __builtin_offsetof(struct ids, uid))

static __always_inline u64 mask(struct kernel_caps caps)
{
	return caps.cap[0] | (u64)caps.cap[1] << 32;
}

/* One read where struct cred allows it, and below: without typed pointers this runs at every event. */
static __always_inline void read_caps(bool typed, struct ids *ids, struct cred *cred)
{
	if (!typed && APART(cred, cap_permitted, cap_effective) == sizeof(u64)) {
		bpf_core_read(&ids->permitted, CAPS_SIZE, &cred->cap_permitted);
		return;
	}
	ids->permitted = mask(GET(typed, cred, cap_permitted));
	ids->caps = mask(GET(typed, cred, cap_effective));
}

static __always_inline void read_ids(bool typed, struct ids *ids, struct cred *cred)
{
	if (!typed && IN_ORDER(cred, gid) && IN_ORDER(cred, suid) && IN_ORDER(cred, sgid) &&
	    IN_ORDER(cred, euid) && IN_ORDER(cred, egid)) {
		bpf_core_read(&ids->uid, IDS_SIZE, &cred->uid);
		return;
	}
	ids->uid = GET(typed, cred, uid.val);
	ids->gid = GET(typed, cred, gid.val);
	ids->suid = GET(typed, cred, suid.val);
	ids->sgid = GET(typed, cred, sgid.val);
	ids->euid = GET(typed, cred, euid.val);
	ids->egid = GET(typed, cred, egid.val);
}

static __always_inline void ids_of(bool typed, struct ids *ids, struct task_struct *task)
{
	struct cred *cred = GET(typed, task, real_cred);

	ids->start = start_time(typed, task);
	read_caps(typed, ids, cred);
	read_ids(typed, ids, cred);
}

static __always_inline bool same_ids(const struct ids *a, const struct ids *b)
{
	return a->caps == b->caps && a->uid == b->uid && a->euid == b->euid && a->suid == b->suid &&
	       a->gid == b->gid && a->egid == b->egid && a->sgid == b->sgid;
}

/* The same as same_ids() of ids_of(), without a copy: most are as they were. */
static __always_inline bool as_before(bool typed, const struct ids *old, struct task_struct *task)
{
	struct cred *cred = GET(typed, task, real_cred);

	return (!old->start || old->start == start_time(typed, task)) &&
	       old->caps == mask(GET(typed, cred, cap_effective)) &&
	       old->uid == GET(typed, cred, uid.val) && old->euid == GET(typed, cred, euid.val) &&
	       old->suid == GET(typed, cred, suid.val) && old->gid == GET(typed, cred, gid.val) &&
	       old->egid == GET(typed, cred, egid.val) && old->sgid == GET(typed, cred, sgid.val);
}

static __always_inline void explain(u32 tid, const struct ids *now)
{
	bpf_map_update_elem(&explained, &tid, now, BPF_ANY);
}

/*
 * In shared memory: this runs below others, and before private stacks (6.13) all of a chain of calls
 * has 512 bytes of stack.
 */
static __always_inline void send_escalation(const struct ids *old, const struct ids *now, u32 kind)
{
	struct cred_escalation *e;
	struct scratch *s;
	s32 slot;

	if (!is_recorded(KIND_CRED_ESCALATION))
		return;
	slot = take_slot();
	s = slot < 0 ? NULL : scratch_of(slot);
	if (!s) {
		count_lost(KIND_CRED_ESCALATION, LOSS_SCRATCH);
		return;
	}
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	fill(&e->common, KIND_CRED_ESCALATION, 0, 0);
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
	give_back(slot);
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

	if (in_exec(typed, task))
		return; /* between two programs */
	old = bpf_map_lookup_elem(&explained, &tid);
	if (typed && old && as_before(typed, old, task))
		return;
	ids_of(typed, &now, task);
	if (!old || (old->start && old->start != now.start)) {
		explain(tid, &now);
		return;
	}
	if (same_ids(old, &now))
		return;
	if (!by_call || !permitted(old, &now))
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
