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

/* The connected socket of IPv4 or IPv6 that a file is, or 0. Global, to be looked at once. */
__noinline u64 connected(u64 file)
{
	struct sock *sk;
	u16 family;

	if (!config.kernel_reads)
		return 0;
	sk = read_socket((void *)file);
	if (!sk)
		return 0;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	return BPF_CORE_READ(sk, __sk_common.skc_dport) ? (u64)sk : 0;
}

/* Of a task. A global function, which the verifier looks at once and not for every ancestor. */
__noinline u64 connected_of(u64 task)
{
	struct file *files[DESCRIPTORS] = {};
	struct file **table;

	if (!config.kernel_reads)
		return 0;
	table = BPF_CORE_READ((struct task_struct *)task, files, fdt, fd);
	if (!table || bpf_probe_read_kernel(files, sizeof(files), table))
		return 0;
	for (int i = 0; i < DESCRIPTORS; i++) {
		u64 sk = connected((u64)files[i]);

		if (sk)
			return sk;
	}
	return 0;
}

/* Puts it into the scratch memory of the slot. */
__noinline int find_ancestor(u32 slot)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	__builtin_memset(&s->ancestor, 0, sizeof(s->ancestor));
	if (!config.kernel_reads)
		return 0;
	for (int i = 0; i < ANCESTORS; i++) {
		struct task_struct *parent = BPF_CORE_READ(task, real_parent);
		struct sock *sk = (void *)connected_of((u64)task);

		if (sk) {
			s->ancestor.pid = BPF_CORE_READ(task, tgid);
			local_address(false, &s->ancestor.local, sk);
			remote_address(false, &s->ancestor.remote, sk);
			break;
		}
		if (!parent || parent == task)
			break;
		task = parent;
	}
	return 0;
}

#endif
