/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* i386's one system call for all of sockets. */
#ifndef SONDE_SOCKETCALL_BPF_H
#define SONDE_SOCKETCALL_BPF_H

#include "door.bpf.h"

/* What socketcall is told to do. */
#define SYS_BIND 2
#define SYS_CONNECT 3
#define SYS_LISTEN 4
#define SYS_ACCEPT 5
#define SYS_SEND 9
#define SYS_RECV 10
#define SYS_SENDTO 11
#define SYS_RECVFROM 12
#define SYS_SENDMSG 16
#define SYS_RECVMSG 17
#define SYS_ACCEPT4 18
#define SYS_RECVMMSG 19
#define SYS_SENDMMSG 20

/* It is told which, and a pointer to 32-bit arguments, and runs what the call of its own would. */
static __noinline u32 body_of_socketcall(enum door door, struct call *c)
{
#if defined(__TARGET_ARCH_x86)
	struct scratch *s = scratch_of(SLOT_SYS_EXIT);
	u32 arg[4] = {}, rest[2] = {}, which = c->arg[0];
	u32 nr, body;

	if (!s)
		return BODY_NONE;

	switch (which) {
	case SYS_BIND:
		nr = 361;
		break;
	case SYS_CONNECT:
		nr = 362;
		break;
	case SYS_LISTEN:
		nr = 363;
		break;
	case SYS_ACCEPT: /* accept4 without flags */
	case SYS_ACCEPT4:
		nr = 364;
		break;
	case SYS_SEND:
	case SYS_SENDTO:
		nr = 369;
		break;
	case SYS_RECV:
	case SYS_RECVFROM:
		nr = 371;
		break;
	case SYS_SENDMSG:
		nr = 370;
		break;
	case SYS_RECVMSG:
		nr = 372;
		break;
	case SYS_RECVMMSG:
		nr = 337;
		break;
	case SYS_SENDMMSG:
		nr = 345;
		break;
	default:
		return BODY_NONE;
	}
	body = bodies_of(door, nr) >> 8;
	if (!body)
		return BODY_NONE;
	if (which == SYS_SENDTO || which == SYS_RECVFROM)
		bpf_probe_read_user(rest, sizeof(rest), (u32 *)c->arg[1] + 4);
	/* listen has two arguments, most have three: what is behind them need not be there. */
	if (bpf_probe_read_user(arg, 4 * sizeof(*arg), (void *)c->arg[1]) &&
	    bpf_probe_read_user(arg, 3 * sizeof(*arg), (void *)c->arg[1]))
		bpf_probe_read_user(arg, 2 * sizeof(*arg), (void *)c->arg[1]);
	for (int i = 0; i < 4; i++)
		c->arg[i] = arg[i];
	s->rest[0] = rest[0];
	s->rest[1] = rest[1];
	c->compat = COMPAT_SOCKETCALL;
	return body;
#else
	return BODY_NONE;
#endif
}

#endif
