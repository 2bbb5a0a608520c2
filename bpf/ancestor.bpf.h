/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Whose connection is behind a process: the nearest of its ancestors, itself included, that holds
 * a connected socket. What a network service was made to start names the peer so.
 */
#ifndef SONDE_ANCESTOR_BPF_H
#define SONDE_ANCESTOR_BPF_H

#include "path.bpf.h"

#define ANCESTORS 8
#define DESCRIPTORS 16 /* the first ones; every table of files has 64 */

static __always_inline void socket_address(struct address *a, struct sock *sk, bool remote)
{
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	a->family = family;
	if (remote)
		a->port = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	else
		a->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	if (family == AF_INET && remote)
		BPF_CORE_READ_INTO((u32 *)a->ip, sk, __sk_common.skc_daddr);
	else if (family == AF_INET)
		BPF_CORE_READ_INTO((u32 *)a->ip, sk, __sk_common.skc_rcv_saddr);
	else if (remote)
		BPF_CORE_READ_INTO(&a->ip, sk, __sk_common.skc_v6_daddr);
	else
		BPF_CORE_READ_INTO(&a->ip, sk, __sk_common.skc_v6_rcv_saddr);
}

/* The connected socket of IPv4 or IPv6 that a file is, or NULL. */
static __always_inline struct sock *connected(struct file *file)
{
	struct socket *socket;
	struct sock *sk;
	u16 family;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	sk = BPF_CORE_READ(socket, sk);
	if (!sk)
		return NULL;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family != AF_INET && family != AF_INET6)
		return NULL;
	return BPF_CORE_READ(sk, __sk_common.skc_dport) ? sk : NULL;
}

/* Of a task. A global function, which the verifier looks at once and not for every ancestor. */
__noinline u64 connected_of(u64 task)
{
	struct file **table = BPF_CORE_READ((struct task_struct *)task, files, fdt, fd);
	struct file *files[DESCRIPTORS] = {};

	if (!table || bpf_probe_read_kernel(files, sizeof(files), table))
		return 0;
	for (int i = 0; i < DESCRIPTORS; i++) {
		struct sock *sk = connected(files[i]);

		if (sk)
			return (u64)sk;
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
			socket_address(&s->ancestor.local, sk, false);
			socket_address(&s->ancestor.remote, sk, true);
			break;
		}
		if (!parent || parent == task)
			break;
		task = parent;
	}
	return 0;
}

#endif
