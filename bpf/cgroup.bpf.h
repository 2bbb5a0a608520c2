/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The path of a process's control group. */
#ifndef SONDE_CGROUP_BPF_H
#define SONDE_CGROUP_BPF_H

#include "path.bpf.h"

/* One step towards the root, which has no name. 0: that is it. Global, to be looked at once. */
__noinline int prepend_cgroup(scratch_ref ref)
{
	struct scratch *s = scratch_at(ref);
	struct kernfs_node *node, *parent;
	char *name;
	long n;

	if (!s || !s->at || !reads_kernel())
		return 0;
	name = (char *)s->path; /* before where paths are put together */
	node = (void *)s->at;
	parent = kernfs_parent(node);
	if (!parent)
		return 0;
	n = copy_kernel_string(name, NAME_SPACE, BPF_CORE_READ(node, name));
	s->at = (u64)parent;
	return n > 1 && prepend(s, NULL, name, n - 1);
}

/* Of the unified hierarchy, from the host's root. */
__noinline int append_cgroup(scratch_ref ref, u32 off)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct scratch *s = scratch_at(ref);

	if (!s || !reads_kernel())
		return 0;
	s->at = (u64)BPF_CORE_READ(task, cgroups, dfl_cgrp, kn);
	KEPT(s->begin) = PATH_END;
	for (int i = 0; i < CGROUP_DEPTH; i++)
		if (!prepend_cgroup(ref))
			break;
	return append_prepended(s, off);
}

#endif
