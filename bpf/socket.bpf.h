/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Sockets and their addresses. typed: by plain loads from typed pointers, all that is left where
 * reads_kernel() is false.
 */
#ifndef SONDE_SOCKET_BPF_H
#define SONDE_SOCKET_BPF_H

#include "path.bpf.h"

#define UNIX_PATH_MAX 108
#if defined(__TARGET_ARCH_x86)
#define NR_BIND 49
#define NR_BIND_32 361
#define NR_LISTEN 50
#define NR_LISTEN_32 363
#define NR_SOCKETCALL_32 102
#else
#define NR_BIND 200
#define NR_BIND_32 282
#define NR_LISTEN 201
#define NR_LISTEN_32 284
#endif
#define SIN_LEN 8 /* up to the address, which is all that is looked at */
#define SIN6_LEN 24

/* An address as a system call is given it, as large as the largest that is looked at. */
union name {
	u16 family;
	struct {
		u16 family_;
		u16 port;
		u8 v4[4]; /* IPv6: flow information */
		u8 v6[16];
	};
	struct {
		u16 unix_;
		char path[UNIX_PATH_MAX];
	};
	u64 words[14];
};

static __always_inline u16 swap16(u16 v)
{
	return __builtin_bswap16(v);
}

/* Families whose events are wanted. */
static __always_inline bool watched_family(u16 family)
{
	return family == AF_INET || family == AF_INET6 ||
	       (family == AF_UNIX && config.unix_sockets);
}

/* From user memory; family 0 when it could not be read or is too short for one. */
static __always_inline void user_name(union name *name, u64 from, s32 len)
{
	u64 n = len < (s32)sizeof(*name) ? (u32)len : sizeof(*name);

	__builtin_memset(name, 0, sizeof(*name));
	if (len < (s32)sizeof(name->family))
		return;
	barrier_var(n); /* check and use in one register */
	if (n <= sizeof(*name) && bpf_probe_read_user(name, n, (void *)from))
		name->family = 0;
}

/*
 * From a struct sockaddr_storage of the kernel, by plain loads, of which none may reach over the
 * end of a field. What is behind the length is whatever was there.
 */
static __always_inline void kernel_name(union name *name, const void *from)
{
	name->family = *(const u16 *)from;
	name->port = *(const u16 *)(from + 2);
	*(u32 *)name->v4 = *(const u32 *)(from + 4);
#pragma unroll
	for (int i = 1; i < 14; i++)
		name->words[i] = *(const u64 *)(from + 8 * i);
}

static __always_inline void set_address(struct address *a, const union name *name, s32 len)
{
	if (name->family == AF_INET && len >= SIN_LEN)
		__builtin_memcpy(a->ip, name->v4, sizeof(name->v4));
	else if (name->family == AF_INET6 && len >= SIN6_LEN)
		__builtin_memcpy(a->ip, name->v6, sizeof(name->v6));
	else
		return;
	a->family = name->family;
	a->port = swap16(name->port);
}

/*
 * The path in a UNIX socket's name, which is in the record, `off` bytes from its start. Returns the
 * record's length. A copy onto itself finds the path's end: a loop would cost the verifier more than
 * all the rest, and is left to kernels that forbid such a copy.
 */
static __always_inline u32 set_unix_path(struct text *text, union name *name, s32 len, u32 off)
{
	u64 room = len - sizeof(name->family) + 1;
	long n;

	if (name->family != AF_UNIX || len <= (s32)sizeof(name->family))
		return off;
	if (room > UNIX_PATH_MAX + 1)
		room = UNIX_PATH_MAX + 1;
	n = room - 1;
	if (!name->path[0]) {
		name->path[0] = '@';
	} else if (config.probe_reads) {
		barrier_var(room); /* check and use in one register */
		if (room <= UNIX_PATH_MAX + 1)
			n = bpf_probe_read_kernel_str(name->path, room, name->path) - 1;
	} else {
		for (n = 0; n < UNIX_PATH_MAX && n + 1 < room && name->path[n]; n++)
			;
	}
	if (n < 0)
		n = 0;
	off += sizeof(name->family);
	text->off = off;
	text->len = n;
	return off + n;
}

/* The ends of a socket. UNIX ones have no such addresses, and one without a port none yet. */
static __always_inline void local_address(bool typed, struct address *a, struct sock *sk)
{
	u16 family = GET(typed, sk, __sk_common.skc_family);
	u16 port = GET(typed, sk, __sk_common.skc_num);

	if (!port)
		return;
	if (family == AF_INET) {
		*(u32 *)a->ip = GET(typed, sk, __sk_common.skc_rcv_saddr);
	} else if (family == AF_INET6 && has_ipv6()) {
		struct in6_addr ip = GET(typed, sk, __sk_common.skc_v6_rcv_saddr);

		__builtin_memcpy(a->ip, &ip, sizeof(ip));
	} else {
		return;
	}
	a->family = family;
	a->port = port;
}

static __always_inline void remote_address(bool typed, struct address *a, struct sock *sk)
{
	u16 family = GET(typed, sk, __sk_common.skc_family);

	if (family == AF_INET) {
		*(u32 *)a->ip = GET(typed, sk, __sk_common.skc_daddr);
	} else if (family == AF_INET6 && has_ipv6()) {
		struct in6_addr ip = GET(typed, sk, __sk_common.skc_v6_daddr);

		__builtin_memcpy(a->ip, &ip, sizeof(ip));
	} else {
		return;
	}
	a->family = family;
	a->port = swap16(GET(typed, sk, __sk_common.skc_dport));
}

/* The socket that a file is, or NULL: only a socket's file points back to itself there. */
static __always_inline struct sock *read_socket(struct file *file)
{
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	if (!socket || BPF_CORE_READ(socket, file) != file)
		return NULL;
	return BPF_CORE_READ(socket, sk);
}

/* The socket behind a descriptor of the current process, or NULL. */
static __always_inline struct sock *socket_of(u32 fd)
{
	return reads_kernel() ? read_socket(file_of(fd)) : NULL;
}

/* The socket of a file that a hook is given; NULL where the kernel does not let it be seen. */
static __always_inline struct sock *socket_of_file(bool typed, struct file *file)
{
	struct socket *socket;

	if (!typed)
		return read_socket(file);
	if (!can_tell_socket())
		return NULL;
	socket = bpf_sock_from_file(file);
	return socket ? socket->sk : NULL;
}

static __always_inline bool watched_socket(bool typed, struct sock *sk)
{
	return watched_family(GET(typed, sk, __sk_common.skc_family));
}

/* The name that a UNIX socket is bound to; returns its length, 0 without one. */
static __always_inline s32 own_unix_name(union name *name, struct sock *sk)
{
	struct unix_address *address;
	const void *from;
	u64 len;

	__builtin_memset(name, 0, sizeof(*name));
	if (!bpf_core_type_exists(struct unix_sock))
		return 0;
	address = BPF_CORE_READ((struct unix_sock *)sk, addr);
	if (!address)
		return 0;
	len = (u32)BPF_CORE_READ(address, len);
	barrier_var(len);
	if (len > sizeof(*name))
		return 0;
	from = (void *)address + bpf_core_field_offset(struct unix_address, name);
	if (CASTS)
		read_kernel(name, sizeof(*name), from); /* what is behind it does not matter */
	else
		bpf_probe_read_kernel(name, len, from);
	return len;
}

/* Is this what the current task's system call is? On x86 socketcall may be. */
static __always_inline bool inside(u32 native, u32 compat)
{
	bool typed = config.typed_task;
	struct pt_regs *regs = current_regs();
	bool is_32 = is_compat(typed, current_task(typed));
	u32 nr = call_number(typed_current_regs(), regs);

#if defined(__TARGET_ARCH_x86)
	if (is_32 && nr == NR_SOCKETCALL_32)
		return true;
#endif
	return is_32 ? nr == compat : (nr & ~X32_BIT) == native;
}

#endif
