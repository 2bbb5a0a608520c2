/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What is recorded. Whose events: with control.follow, those of the processes that the map tree
 * takes in, or does not leave out, and of their descendants. The root of a recorded command's tree
 * is a child of the recorder, adopted when it is forked and let in when it first calls exec, so
 * that the fork of a member is seen before its child can run and nothing of the tree is missed.
 * Which events: those that the rules accept. Without rules the verifier drops all of it.
 */
#ifndef SONDE_FILTER_BPF_H
#define SONDE_FILTER_BPF_H

enum member {
	MEMBER_WAITING, /* forked by the recorder, has not called exec yet */
	MEMBER_IN,
	MEMBER_OUT,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* resized before load when a tree is followed */
	__type(key, u32); /* thread group */
	__type(value, u32); /* enum member */
} tree SEC(".maps");

/*
 * Processes that have left the tree, by the start time of their leader: their files are closed after
 * that. Should so many leave at a time that one is forgotten before its files are closed, it is taken
 * for a stranger.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, u32); /* enum member, or MEMBER_NONE */
} gone SEC(".maps");

#define MEMBER_NONE 255

/* What the current process was, when it is about to end. Global, to be looked at once. */
__noinline int left_as(void)
{
	bool typed = !reads_kernel();
	struct task_struct *task = current_task(typed);
	u64 start;
	u32 *member;

	if (!(GET(typed, task, flags) & PF_EXITING))
		return MEMBER_NONE;
	start = start_time(typed, GET(typed, task, group_leader));
	member = bpf_map_lookup_elem(&gone, &start);
	return member ? *member : MEMBER_NONE;
}

static __always_inline bool in_tree(u32 pid)
{
	u32 *found = bpf_map_lookup_elem(&tree, &pid);
	u32 member = found ? *found : left_as();

	return member == MEMBER_NONE ? control.strangers : member == MEMBER_IN;
}

static __always_inline void tree_fork(u32 parent, u32 child)
{
	u32 member = MEMBER_WAITING;
	u32 *of_parent;

	if (!control.follow)
		return;
	if (!control.adopt || parent != control.self) {
		of_parent = bpf_map_lookup_elem(&tree, &parent);
		if (!of_parent || *of_parent == MEMBER_WAITING)
			return;
		member = *of_parent;
	}
	if (bpf_map_update_elem(&tree, &child, &member, BPF_ANY))
		__sync_fetch_and_add(&control.unfollowed, 1);
}

static __always_inline void tree_exec(u32 pid)
{
	u32 *member = control.follow ? bpf_map_lookup_elem(&tree, &pid) : NULL;

	if (member && *member == MEMBER_WAITING)
		*member = MEMBER_IN;
}

/*
 * start: of the process's leader. False when the process has been here before: two last threads that
 * leave together may both find nobody else alive.
 */
static __always_inline bool leaves_first(u32 pid, u64 start)
{
	u32 *found = bpf_map_lookup_elem(&tree, &pid);
	u32 member = found ? *found : MEMBER_NONE;

	return map_update(&gone, &start, &member, BPF_NOEXIST) != -EEXIST;
}

static __always_inline void tree_exit(u32 pid)
{
	if (control.follow)
		bpf_map_delete_elem(&tree, &pid);
}

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, struct rule_key);
	__type(value, u32); /* enum verdict */
} rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1); /* resized before load */
	__type(key, struct path_key);
	__type(value, u32); /* enum verdict */
} path_rules SEC(".maps");

/* Working memory, entry cpu * KIND_MAX + kind: a kind's program does not run twice on a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u32);
	__type(value, struct path_key);
} path_keys SEC(".maps");

/* By enum kind. */
const volatile struct carried carried[64] SEC(".rodata.carried");

static __always_inline bool has_rules(enum filter filter)
{
	return config.filters >> filter & 1;
}

static __always_inline bool accepts(enum filter filter, u32 verdict)
{
	if (verdict == VERDICT_NONE)
		return !(config.includes >> filter & 1);
	return verdict == VERDICT_ACCEPT;
}

/*
 * Not an initializer of constants: clang would put it into a section without a variable, for which
 * 5.10 refuses all types of the object.
 */
static __always_inline struct rule_key rule_about(enum filter filter)
{
	struct rule_key key = {};

	barrier_var(filter);
	key.filter = filter;
	return key;
}

static __always_inline u32 verdict_on(struct rule_key *key)
{
	u32 *verdict = bpf_map_lookup_elem(&rules, key);

	return verdict ? *verdict : VERDICT_NONE;
}

static __always_inline bool accepts_number(enum filter filter, u64 number)
{
	struct rule_key key = rule_about(filter);

	key.value[0] = number;
	return accepts(filter, verdict_on(&key));
}

static __always_inline bool accepts_comm(void)
{
	struct rule_key key = rule_about(FILTER_COMM);

	bpf_get_current_comm(key.value, sizeof(key.value));
	return accepts(FILTER_COMM, verdict_on(&key));
}

static __always_inline bool accepts_mntns(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return accepts_number(FILTER_MNTNS, BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum));
}

#define CGROUP_DEPTH 32

/*
 * The nearest of the cgroups that the process is in, and has rules, decides. Not
 * bpf_get_current_ancestor_cgroup_id: tracing programs have it only since 95b861a7935b, 5.15.
 */
static __always_inline bool accepts_cgroup(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct kernfs_node *node = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn);
	struct rule_key key = rule_about(FILTER_CGROUP);

	for (int level = 0; level < CGROUP_DEPTH && node; level++) {
		u32 verdict;

		key.value[0] = kernfs_id(node);
		verdict = verdict_on(&key);
		if (verdict != VERDICT_NONE)
			return verdict == VERDICT_ACCEPT;
		node = kernfs_parent(node);
	}
	return accepts(FILTER_CGROUP, VERDICT_NONE);
}

/* 1: the rules reject what the current process does. Global, to be looked at once. */
__noinline int rejects_process(void)
{
	if (has_rules(FILTER_COMM) && !accepts_comm())
		return 1;
	if (has_rules(FILTER_UID) && !accepts_number(FILTER_UID, (u32)bpf_get_current_uid_gid()))
		return 1;
	if (has_rules(FILTER_MNTNS) && !accepts_mntns())
		return 1;
	if (has_rules(FILTER_CGROUP) && !accepts_cgroup())
		return 1;
	return 0;
}

/* Is an event of this kind judged when it is submitted? */
static __always_inline bool judged_late(u32 kind)
{
	return config.judged_late >> (kind & 63) & 1;
}

/* at: of a struct text. */
static __always_inline u32 path_verdict(const void *record, u8 at, enum kind kind, bool *found)
{
	u32 index = bpf_get_smp_processor_id() * KIND_MAX + kind;
	struct path_key *key = bpf_map_lookup_elem(&path_keys, &index);
	struct text text = {};
	u32 *verdict;

	if (!at || !key)
		return VERDICT_NONE;
	read_kernel(&text, sizeof(text), record + at);
	if (!text.off)
		return VERDICT_NONE;
	if (copy_kernel_string(key->text, sizeof(key->text), record + text.off) <= 0)
		return VERDICT_NONE;
	*found = true;
	key->bits = sizeof(key->text) * 8;
	verdict = bpf_map_lookup_elem(&path_rules, key);
	return verdict ? *verdict : VERDICT_NONE;
}

static __always_inline u32 port_verdict(const void *record, u8 at, bool *found)
{
	struct rule_key key = rule_about(FILTER_PORT);
	struct address address = {};

	if (!at)
		return VERDICT_NONE;
	read_kernel(&address, sizeof(address), record + at);
	if (address.family != AF_INET && address.family != AF_INET6)
		return VERDICT_NONE;
	*found = true;
	key.value[0] = address.port;
	return verdict_on(&key);
}

/* Either of two may be accepted; only then may either be rejected. */
static __always_inline bool accepts_either(enum filter filter, u32 one, u32 other)
{
	if (one == VERDICT_ACCEPT || other == VERDICT_ACCEPT)
		return true;
	return accepts(filter, one == VERDICT_NONE ? other : one);
}

/* Of a whole record. One that carries no path, or no port, is not judged by it. */
static __always_inline bool rejects_record(const void *record, u32 kind)
{
	const volatile struct carried *c = &carried[kind & 63];
	bool found = false;
	u32 one, other;

	if (has_rules(FILTER_PATH)) {
		one = path_verdict(record, c->path[0], kind, &found);
		other = path_verdict(record, c->path[1], kind, &found);
		if (found && !accepts_either(FILTER_PATH, one, other))
			return 1;
	}
	if (has_rules(FILTER_PORT)) {
		found = false;
		one = port_verdict(record, c->address[0], &found);
		other = port_verdict(record, c->address[1], &found);
		if (found && !accepts_either(FILTER_PORT, one, other))
			return 1;
	}
	return 0;
}

#endif
