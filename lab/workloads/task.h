/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads. */
#ifndef SONDE_LAB_TASK_H
#define SONDE_LAB_TASK_H

#include "truth.h"

static inline long getpid(void)
{
	return sys(getpid, 0, 0, 0, 0, 0);
}

static inline __attribute__((noreturn)) void leave(int code)
{
	for (;;)
		sys(exit_group, code, 0, 0, 0, 0);
}

/* Ends the workload when what it needs can't be had; the lab sees the code. */
static inline long must(const char *what, long ret)
{
	if (ret >= 0)
		return ret;
	act("broken");
	text("what", what);
	num("ret", ret);
	end();
	leave(99);
}

/* Ends the workload, and says so, when it lacks the right to do what it is there for. */
static inline void permitted(const char *what, long ret)
{
	if (ret != -1) {
		must(what, ret);
		return;
	}
	act("refused");
	text("what", what);
	end();
	leave(0);
}

static inline long fork(void)
{
	return must("fork", sys(clone, SIGCHLD, 0, 0, 0, 0));
}

/* Waits for a child; returns the status as wait4 gives it. */
static inline int wait_for(long pid)
{
	int status = 0;

	must("wait4", sys(wait4, pid, &status, 0, 0, 0));
	return status;
}

/* A task that runs fn(arg) on a stack of its own; fn never returns. */
static inline long spawn(long flags, void *stack_end, void (*fn)(long), long arg, int *clear_tid)
{
	register_t *stack = (register_t *)stack_end - 2;

	stack[0] = (unsigned long)fn;
	stack[1] = (unsigned long)arg;
#if defined(__x86_64__)
	u64 rax = WIDE(abi_number(SYS_clone));
	register u64 r10 __asm__("r10") = WIDE(clear_tid);
	register u64 r8 __asm__("r8") = 0;
	long ret;

	__asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n"
			 " xor %%ebp, %%ebp\n pop %%rax\n pop %%rdi\n call *%%rax\n ud2\n 1:"
			 : "=a"(ret)
			 : "a"(rax), "D"(WIDE(flags)), "S"(WIDE(stack)), "d"(0ULL), "r"(r10),
			   "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile(
		"int $0x80\n test %%eax, %%eax\n jnz 1f\n pop %%eax\n call *%%eax\n ud2\n 1:"
		: "=a"(ret)
		: "a"(SYS_clone), "b"(flags), "c"(stack), "d"(0), "S"(0), "D"(clear_tid)
		: "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = SYS_clone;
	register long x0 __asm__("x0") = flags;
	register long x1 __asm__("x1") = (long)stack;
	register long x2 __asm__("x2") = 0;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = (long)clear_tid;

	__asm__ volatile("svc 0\n cbnz x0, 1f\n ldp x1, x0, [sp], #16\n blr x1\n 1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
#elif defined(__arm__)
	register long r7 __asm__("r7") = SYS_clone;
	register long r0 __asm__("r0") = flags;
	register long r1 __asm__("r1") = (long)stack;
	register long r2 __asm__("r2") = 0;
	register long r3 __asm__("r3") = 0;
	register long r4 __asm__("r4") = (long)clear_tid;

	__asm__ volatile("svc 0\n cmp r0, #0\n bne 1f\n pop {r1}\n pop {r0}\n blx r1\n 1:"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4)
			 : "memory", "cc");
	return r0;
#endif
}

static u8 thread_stack[16384] __attribute__((aligned(16)));

/* A thread; join() waits until the kernel has cleared *tid. */
static inline long spawn_thread(void (*fn)(long), long arg, int *tid)
{
	*tid = -1;
	return must("thread", spawn(CLONE_THREAD_ALL | CLONE_CHILD_CLEARTID,
				    thread_stack + sizeof(thread_stack), fn, arg, tid));
}

static inline void join(volatile int *tid)
{
	while (*tid)
		sys(futex, tid, 0 /* FUTEX_WAIT */, -1, 0, 0);
}

#endif
