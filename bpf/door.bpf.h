/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which system call it is that ends, what it was given, and what is to be done about it. */
#ifndef SONDE_DOOR_BPF_H
#define SONDE_DOOR_BPF_H

#include "pending.bpf.h"

#define SYSCALLS (X32_LAST + 1)

/*
 * The ways to the end of a system call, of which points may use different ones; and functions
 * inside it: there the call's arguments are looked at for what the function was not given.
 */
enum door {
	DOOR_TP_BTF,
	DOOR_RAW_TP,
	DOOR_TRACEPOINT,
	DOOR_FUNCTION, /* fentry, fexit */
	DOOR_KPROBE,
	DOOR_MAX,
};

/* By system call number: enum body for the native ABI and x32, for the 32-bit one in the high byte. */
struct {
	u16 bodies[DOOR_MAX][SYSCALLS];
	u64 kinds[DOOR_MAX]; /* points that are watched this way: a body may serve several */
} syscalls SEC(".data.syscalls");

/* Is the point watched this way? Programs are shared, so what fires need not be meant. */
static __always_inline bool serves(u32 door, enum kind kind)
{
	return door < DOOR_MAX && syscalls.kinds[door] >> kind & 1;
}

/* The end of a system call in which a kprobe has seen the beginning of the operation. */
static __always_inline bool finishes(struct call *c, enum kind kind)
{
	return serves(DOOR_KPROBE, kind) && finish(kind, c->ret);
}

static __always_inline u32 bodies_of(enum door door, u32 nr)
{
	const u16 *bodies = syscalls.bodies[door];
	u32 n = nr & ~X32_BIT;

	barrier_var(bodies); /* one address, then the number, whose bounds are known */
	barrier_var(n); /* check and use in one register */
	return n < SYSCALLS ? bodies[n] : 0;
}

/* What is known of a call before its arguments are read. */
static __always_inline void begin_call(struct call *c, enum door door, u32 nr, u32 bodies)
{
	bool typed = typed_task();

	c->door = door;
	c->compat = COMPAT_NONE;
	if (is_compat(typed, current_task(typed))) {
		c->compat = COMPAT_CALL;
		c->body = bodies >> 8;
		return;
	}
	c->body = bodies & 0xff;
	if (is_x32(nr) && nr >= (X32_BIT | X32_FIRST))
		c->compat = COMPAT_X32;
	else if (nr >= X32_FIRST && nr <= X32_LAST)
		c->body = BODY_NONE; /* not without the bit */
}

/*
 * Are the registers a typed pointer, whose plain loads are worth 70 ns of every call that is looked at
 * (four reads by a helper)? That tracepoint gives one; bpf_task_pt_regs() does where nothing else is left.
 */
static __always_inline bool typed_registers(enum door door)
{
	return door == DOOR_TP_BTF || !reads_kernel();
}

/* The first one alone, for who may leave by it. */
static __always_inline u32 first_argument(enum door door, struct pt_regs *regs, bool compat)
{
	bool typed = typed_registers(door);

#if defined(__TARGET_ARCH_x86)
	return compat ? GET(typed, regs, bx) : GET(typed, regs, di);
#else
	return GET(typed, regs, orig_x0);
#endif
}

/* Arguments as the ABI has them: 32-bit registers, and on arm64 x0 before the return value. */
static __always_inline void read_arguments(struct call *c, bool typed, struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	if (c->compat == COMPAT_CALL) {
		c->arg[0] = GET(typed, regs, bx);
		c->arg[1] = GET(typed, regs, cx);
		c->arg[2] = GET(typed, regs, dx);
		c->arg[3] = GET(typed, regs, si);
	} else {
		c->arg[0] = GET(typed, regs, di);
		c->arg[1] = GET(typed, regs, si);
		c->arg[2] = GET(typed, regs, dx);
		c->arg[3] = GET(typed, regs, r10);
	}
#else
	c->arg[0] = GET(typed, regs, orig_x0);
	c->arg[1] = GET(typed, regs, regs[1]);
	c->arg[2] = GET(typed, regs, regs[2]);
	c->arg[3] = GET(typed, regs, regs[3]);
#endif
	if (c->compat)
		for (int i = 0; i < 4; i++)
			c->arg[i] = (u32)c->arg[i];
}

/* For a hook on a function: the system call that it is in, if a point asks for that. */
static __always_inline void current_call(struct call *c, enum door door)
{
	struct pt_regs *regs = current_regs();
	bool typed = typed_current_regs();
	u32 nr = call_number(typed, regs);

	begin_call(c, door, nr, bodies_of(door, nr));
	if (c->body)
		read_arguments(c, typed, regs);
}

/* The same, only what is done about it. */
static __always_inline u32 current_body(enum door door)
{
	u32 nr = call_number(typed_current_regs(), current_regs());
	u32 bodies = bodies_of(door, nr);
	struct call c = {};

	if (bodies)
		begin_call(&c, door, nr, bodies);
	return c.body;
}

#endif
