/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which processes are recorded: with control.follow, one tree. Its root is a child of the
 * recorder, adopted when it is forked and let in when it first calls exec, so that the fork of a
 * member is seen before its child can run and nothing of the tree is missed.
 */
#ifndef SONDE_FILTER_BPF_H
#define SONDE_FILTER_BPF_H

enum member {
	MEMBER_WAITING, /* forked by the recorder, has not called exec yet */
	MEMBER_IN,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* resized before load when a tree is followed */
	__type(key, u32); /* thread group */
	__type(value, u32); /* enum member */
} tree SEC(".maps");

static __always_inline bool in_tree(u32 pid)
{
	u32 *member = bpf_map_lookup_elem(&tree, &pid);

	return member && *member == MEMBER_IN;
}

static __always_inline void tree_fork(u32 parent, u32 child)
{
	u32 member = MEMBER_IN;

	if (!control.follow)
		return;
	if (control.adopt && parent == control.self)
		member = MEMBER_WAITING;
	else if (!in_tree(parent))
		return;
	if (bpf_map_update_elem(&tree, &child, &member, BPF_ANY))
		__sync_fetch_and_add(&control.unfollowed, 1);
}

static __always_inline void tree_exec(u32 pid)
{
	u32 *member = control.follow ? bpf_map_lookup_elem(&tree, &pid) : NULL;

	if (member)
		*member = MEMBER_IN;
}

static __always_inline void tree_exit(u32 pid)
{
	if (control.follow)
		bpf_map_delete_elem(&tree, &pid);
}

#endif
