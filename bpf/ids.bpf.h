/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Whose a thread is: its ids and capabilities. */
#ifndef SONDE_IDS_BPF_H
#define SONDE_IDS_BPF_H

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

/* The same order. */
enum id {
	ID_UID,
	ID_GID,
	ID_SUID,
	ID_SGID,
	ID_EUID,
	ID_EGID,
	IDS,
};

/* Is a field of struct cred as far from another as it is in struct ids? RANDSTRUCT shuffles struct cred. */
#define APART(cred, from, to)                                                                      \
	(bpf_core_field_offset((cred)->to) - bpf_core_field_offset((cred)->from))
#define IN_ORDER(cred, field)                                                                      \
	(APART(cred, uid, field) ==                                                                \
	 __builtin_offsetof(struct ids, field) - __builtin_offsetof(struct ids, uid))

static __always_inline u64 caps_number(struct kernel_caps caps)
{
	return caps.cap[0] | (u64)caps.cap[1] << 32;
}

/* As few reads as struct cred allows: this runs at every event. */
static __always_inline void read_caps(bool typed, struct ids *ids, struct cred *cred)
{
#ifdef RDONLY_CAST
	ids->permitted = WORD(__builtin_preserve_access_index(&cred->cap_permitted));
	ids->caps = WORD(__builtin_preserve_access_index(&cred->cap_effective));
#else
	if (!typed && APART(cred, cap_permitted, cap_effective) == sizeof(u64)) {
		bpf_core_read(&ids->permitted, CAPS_SIZE, &cred->cap_permitted);
		return;
	}
	ids->permitted = caps_number(GET(typed, cred, cap_permitted));
	ids->caps = caps_number(GET(typed, cred, cap_effective));
#endif
}

/* What is between uid and egid, from a place that is a multiple of 8. */
static __always_inline void read_ids(bool typed, u32 *to, struct cred *cred)
{
	bool in_order = IN_ORDER(cred, gid) && IN_ORDER(cred, suid) && IN_ORDER(cred, sgid) &&
			IN_ORDER(cred, euid) && IN_ORDER(cred, egid);

#ifdef RDONLY_CAST
	if (in_order) {
		const u64 *from = (void *)__builtin_preserve_access_index(&cred->uid);

		for (u32 i = 0; i < IDS; i += 2)
			*(u64 *)(to + i) = WORD(from + i / 2);
		return;
	}
#else
	if (!typed && in_order) {
		bpf_core_read(to, IDS * sizeof(*to), &cred->uid);
		return;
	}
#endif
	to[ID_UID] = GET(typed, cred, uid.val);
	to[ID_GID] = GET(typed, cred, gid.val);
	to[ID_SUID] = GET(typed, cred, suid.val);
	to[ID_SGID] = GET(typed, cred, sgid.val);
	to[ID_EUID] = GET(typed, cred, euid.val);
	to[ID_EGID] = GET(typed, cred, egid.val);
}

/* All but the start, which most need not ask for. */
static __always_inline void creds_of(bool typed, struct ids *ids, struct task_struct *task)
{
	struct cred *cred = GET(typed, task, real_cred);

	read_caps(typed, ids, cred);
	read_ids(typed, &ids->uid, cred);
}

static __always_inline void ids_of(bool typed, struct ids *ids, struct task_struct *task)
{
	ids->start = start_time(typed, task);
	creds_of(typed, ids, task);
}

static __always_inline bool same_ids(const struct ids *a, const struct ids *b)
{
	const u64 *x = (const u64 *)&a->uid, *y = (const u64 *)&b->uid;

	return a->caps == b->caps && x[0] == y[0] && x[1] == y[1] && x[2] == y[2];
}

#endif
