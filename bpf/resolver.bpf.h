/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who reads and writes messages of DNS like any file: Go's resolver connects a socket and then does.
 * Every read and write on the host is seen, and to ask each file whether it is such a socket would
 * double what that costs: it is noted which descriptors are connected to a port of DNS.
 */
#ifndef SONDE_RESOLVER_BPF_H
#define SONDE_RESOLVER_BPF_H

#include "syscall.bpf.h"

#define DNS_LEAST 12 /* bytes of a message: its header */

/* Process and descriptor; whether it is still that socket is looked at when it is used. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* resized before load */
	__type(key, u64);
	__type(value, u8);
} resolvers SEC(".maps");

static __always_inline u64 resolver_key(u32 fd)
{
	return (bpf_get_current_pid_tgid() & ~0xffffffffULL) | fd;
}

static __always_inline bool dns_port(u16 port)
{
	return port == 53 || port == 5353;
}

static __always_inline void note_resolver(u32 fd)
{
	u64 key = resolver_key(fd);
	u8 value = 1;

	bpf_map_update_elem(&resolvers, &key, &value, BPF_ANY);
}

/* Calls for any kind of file. */
static __always_inline bool is_plain(u32 body)
{
	return body == BODY_READ || body == BODY_WRITE || body == BODY_READV || body == BODY_WRITEV;
}

static __always_inline bool is_resolver(u32 fd)
{
	u64 key = resolver_key(fd);

	return bpf_map_lookup_elem(&resolvers, &key);
}

#endif
