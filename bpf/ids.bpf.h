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

static __always_inline void ids_of(bool typed, struct ids *ids, struct task_struct *task)
{
	struct cred *cred = GET(typed, task, real_cred);

	ids->start = start_time(typed, task);
	read_caps(typed, ids, cred);
	read_ids(typed, &ids->uid, cred);
}

/* 0 for no. Without branches, each of which the verifier would follow to the end of the program. */
static __always_inline u64 ids_changed(const struct ids *a, const struct ids *b)
{
	const u64 *x = (const u64 *)&a->uid, *y = (const u64 *)&b->uid;

	return (a->caps ^ b->caps) | (x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]);
}

/* The last explained ids of each thread. One that is pushed out is only not watched any more. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32); /* thread */
	__type(value, struct ids);
} explained SEC(".maps");

static __always_inline void explain(u32 tid, const struct ids *now)
{
	bpf_map_update_elem(&explained, &tid, now, BPF_ANY);
}

/* Are these ids of the current thread others than what was explained last? 0 for no. */
static __always_inline u64 unexplained_ids(const struct ids *now, u32 *key)
{
	const struct ids *old;

	*key = bpf_get_current_pid_tgid();
	old = bpf_map_lookup_elem(&explained, key);
	return old ? (old->start ^ now->start) | ids_changed(old, now) : 1;
}

#endif
