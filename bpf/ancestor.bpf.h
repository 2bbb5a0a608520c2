/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Whose connection is behind a process: the nearest of its ancestors, itself included, that holds
 * a connected socket. What a network service was made to start names the peer so.
 */
#ifndef SONDE_ANCESTOR_BPF_H
#define SONDE_ANCESTOR_BPF_H

#include "socket.bpf.h"

#define ANCESTORS 8
#define DESCRIPTORS 16 /* the first ones; every table of files has 64 */

/* Is a file a connected socket of IPv4 or IPv6? It is s->sk then. Global, to be looked at once. */
__noinline int connected(scratch_ref ref, u64 file)
{
	struct scratch *s = scratch_at(ref);
	struct sock *sk;
	u16 family;

	if (!s || !reads_kernel())
		return 0;
	sk = read_socket((void *)file);
	if (!sk)
		return 0;
	s->sk = (u64)sk;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	return BPF_CORE_READ(sk, __sk_common.skc_dport) != 0;
}

/* The same of the task s->at. A global function, which the verifier looks at once and not for every ancestor. */
__noinline int has_connected(scratch_ref ref)
{
	struct scratch *s = scratch_at(ref);
	struct file *files[DESCRIPTORS] = {};
	struct task_struct *task;
	struct file **table;

	if (!s || !reads_kernel())
		return 0;
	task = (void *)s->at;
	table = BPF_CORE_READ(task, files, fdt, fd);
	if (!table)
		return 0;
	read_kernel(files, sizeof(files), table);
	for (int i = 0; i < DESCRIPTORS; i++)
		if (connected(ref, (u64)files[i]))
			return 1;
	return 0;
}

/* Puts it into the scratch memory. */
__noinline int find_ancestor(scratch_ref ref)
{
	struct scratch *s = scratch_at(ref);

	if (!s)
		return 0;
	__builtin_memset(&s->ancestor, 0, sizeof(s->ancestor));
	if (!reads_kernel())
		return 0;
	s->at = bpf_get_current_task();
	for (int i = 0; i < ANCESTORS; i++) {
		struct task_struct *task = (void *)s->at;
		u64 parent = (u64)BPF_CORE_READ(task, real_parent);

		if (has_connected(ref)) {
			struct sock *sk = (void *)s->sk;

			s->ancestor.pid = BPF_CORE_READ(task, tgid);
			local_address(false, &s->ancestor.local, sk);
			remote_address(false, &s->ancestor.remote, sk);
			break;
		}
		if (!parent || parent == s->at)
			break;
		s->at = parent;
	}
	return 0;
}

#endif
