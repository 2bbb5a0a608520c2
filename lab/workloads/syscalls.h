/* SPDX-License-Identifier: Apache-2.0 */
/* System calls of five ABIs, without a C library. */
#ifndef SONDE_LAB_SYSCALLS_H
#define SONDE_LAB_SYSCALLS_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

/* clang-format off */
#if defined(__x86_64__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(read, 0) X(write, 1) X(open, 2) X(close, 3) X(socket, 41) X(connect, 42) X(bind, 49)         \
	X(listen, 50) X(getsockname, 51) X(getpeername, 52) X(ioctl, 16) X(clone, 56) X(execve, 59) X(exit, 60) X(wait4, 61)           \
	X(kill, 62) X(chdir, 80) X(rmdir, 84) X(creat, 85) X(unlink, 87) X(getpid, 39)                 \
	X(gettid, 186) X(prctl, 157) X(init_module, 175) X(futex, 202) X(exit_group, 231)              \
	X(openat, 257) X(mkdirat, 258) X(fchownat, 260) X(unlinkat, 263) X(fchmodat, 268)              \
	X(delete_module, 176) X(finit_module, 313) X(memfd_create, 319) X(execveat, 322) X(openat2, 437) \
	X(setsid, 112) X(tkill, 200) X(tgkill, 234) X(rt_sigqueueinfo, 129)                            \
	X(rt_tgsigqueueinfo, 297) X(ptrace, 101) X(process_vm_writev, 311) X(unshare, 272)             \
	X(setns, 308) X(readlinkat, 267) X(bpf, 321) X(mprotect, 10) X(pkey_mprotect, 329)             \
	X(pidfd_send_signal, 424) X(pidfd_open, 434) X(clone3, 435) X(mmap, 9) X(capget, 125) \
	X(rename, 82) X(mkdir, 83) X(link, 86) X(symlink, 88) X(chmod, 90) X(fchmod, 91) X(chown, 92) X(fchown, 93) X(lchown, 94) \
	X(mknod, 133) X(mount, 165) X(umount2, 166) X(chroot, 161) X(ftruncate, 77) X(munmap, 11) X(dup, 32) X(mknodat, 259) \
	X(renameat, 264) X(linkat, 265) X(symlinkat, 266) X(renameat2, 316) X(name_to_handle_at, 303) X(open_by_handle_at, 304) \
	X(open_tree, 428) X(move_mount, 429) X(fsopen, 430) X(fsconfig, 431) X(fsmount, 432) X(io_uring_setup, 425) \
	X(io_uring_enter, 426) X(fchmodat2, 452) X(umask, 95) X(statfs, 137) X(setsockopt, 54) X(getsockopt, 55) X(ppoll, 271) X(readv, 19) X(writev, 20)
#elif defined(__i386__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(exit, 1) X(read, 3) X(write, 4) X(open, 5) X(close, 6) X(creat, 8) X(unlink, 10)             \
	X(execve, 11) X(chdir, 12) X(getpid, 20) X(kill, 37) X(rmdir, 40) X(wait4, 114)                \
	X(clone, 120) X(init_module, 128) X(prctl, 172) X(gettid, 224) X(futex, 240)                   \
	X(exit_group, 252) X(openat, 295) X(mkdirat, 296) X(fchownat, 298) X(unlinkat, 301)            \
	X(fchmodat, 306) X(delete_module, 129) X(finit_module, 350) X(memfd_create, 356) X(execveat, 358) X(socket, 359) \
	X(bind, 361) X(connect, 362) X(listen, 363) X(getsockname, 367) X(getpeername, 368) X(ioctl, 54) X(openat2, 437)                \
	X(socketcall, 102)                                                                             \
	X(setsid, 66) X(tkill, 238) X(tgkill, 270) X(rt_sigqueueinfo, 178)                             \
	X(rt_tgsigqueueinfo, 335) X(ptrace, 26) X(process_vm_writev, 348) X(unshare, 310)              \
	X(setns, 346) X(readlinkat, 305) X(bpf, 357) X(mprotect, 125) X(pkey_mprotect, 380)            \
	X(pidfd_send_signal, 424) X(pidfd_open, 434) X(clone3, 435) X(mmap2, 192) X(capget, 184) \
	X(rename, 38) X(mkdir, 39) X(link, 9) X(symlink, 83) X(chmod, 15) X(fchmod, 94) X(chown, 212) X(fchown, 207) X(lchown, 198) \
	X(mknod, 14) X(mount, 21) X(umount2, 52) X(chroot, 61) X(ftruncate, 93) X(munmap, 91) X(dup, 41) X(mknodat, 297) \
	X(renameat, 302) X(linkat, 303) X(symlinkat, 304) X(renameat2, 353) X(name_to_handle_at, 341) X(open_by_handle_at, 342) \
	X(open_tree, 428) X(move_mount, 429) X(fsopen, 430) X(fsconfig, 431) X(fsmount, 432) X(io_uring_setup, 425) \
	X(io_uring_enter, 426) X(fchmodat2, 452) X(umask, 60) X(statfs, 99) X(setsockopt, 366) X(getsockopt, 365) X(ppoll, 309) X(readv, 145) X(writev, 146)
#elif defined(__aarch64__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(mkdirat, 34) X(unlinkat, 35) X(chdir, 49) X(fchmodat, 53) X(fchownat, 54) X(openat, 56)      \
	X(close, 57) X(read, 63) X(write, 64) X(exit, 93) X(exit_group, 94) X(futex, 98)               \
	X(init_module, 105) X(kill, 129) X(prctl, 167) X(getpid, 172) X(gettid, 178) X(socket, 198)    \
	X(bind, 200) X(listen, 201) X(connect, 203) X(getsockname, 204) X(getpeername, 205) X(ioctl, 29) X(clone, 220) X(execve, 221)   \
	X(wait4, 260) X(delete_module, 106) X(finit_module, 273) X(memfd_create, 279) X(execveat, 281) X(openat2, 437) \
	X(setsid, 157) X(tkill, 130) X(tgkill, 131) X(rt_sigqueueinfo, 138)                            \
	X(rt_tgsigqueueinfo, 240) X(ptrace, 117) X(process_vm_writev, 271) X(unshare, 97)              \
	X(setns, 268) X(readlinkat, 78) X(bpf, 280) X(mprotect, 226) X(pkey_mprotect, 288)             \
	X(pidfd_send_signal, 424) X(pidfd_open, 434) X(clone3, 435) X(mmap, 222) X(capget, 90) \
	X(fchmod, 52) X(fchown, 55) X(mount, 40) X(umount2, 39) X(chroot, 51) X(ftruncate, 46) X(munmap, 215) X(dup, 23) \
	X(mknodat, 33) X(renameat, 38) X(linkat, 37) X(symlinkat, 36) X(renameat2, 276) X(name_to_handle_at, 264) \
	X(open_by_handle_at, 265) \
	X(open_tree, 428) X(move_mount, 429) X(fsopen, 430) X(fsconfig, 431) X(fsmount, 432) X(io_uring_setup, 425) \
	X(io_uring_enter, 426) X(fchmodat2, 452) X(umask, 166) X(statfs, 43) X(setsockopt, 208) X(getsockopt, 209) X(ppoll, 73) X(readv, 65) X(writev, 66)
#elif defined(__arm__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(exit, 1) X(read, 3) X(write, 4) X(open, 5) X(close, 6) X(creat, 8) X(unlink, 10)             \
	X(execve, 11) X(chdir, 12) X(getpid, 20) X(kill, 37) X(rmdir, 40) X(wait4, 114)                \
	X(clone, 120) X(init_module, 128) X(prctl, 172) X(gettid, 224) X(futex, 240)                   \
	X(exit_group, 248) X(socket, 281) X(bind, 282) X(connect, 283) X(listen, 284)                  \
	X(getsockname, 286) X(getpeername, 287) X(ioctl, 54) X(openat, 322) X(mkdirat, 323) X(fchownat, 325) X(unlinkat, 328)           \
	X(fchmodat, 333) X(delete_module, 129) X(finit_module, 379) X(memfd_create, 385) X(execveat, 387) X(openat2, 437) \
	X(setsid, 66) X(tkill, 238) X(tgkill, 268) X(rt_sigqueueinfo, 178)                             \
	X(rt_tgsigqueueinfo, 363) X(ptrace, 26) X(process_vm_writev, 377) X(unshare, 337)              \
	X(setns, 375) X(readlinkat, 332) X(bpf, 386) X(mprotect, 125) X(pkey_mprotect, 394)            \
	X(pidfd_send_signal, 424) X(pidfd_open, 434) X(clone3, 435) X(mmap2, 192) X(capget, 184) \
	X(rename, 38) X(mkdir, 39) X(link, 9) X(symlink, 83) X(chmod, 15) X(fchmod, 94) X(chown, 212) X(fchown, 207) X(lchown, 198) \
	X(mknod, 14) X(mount, 21) X(umount2, 52) X(chroot, 61) X(ftruncate, 93) X(munmap, 91) X(dup, 41) X(mknodat, 324) \
	X(renameat, 329) X(linkat, 330) X(symlinkat, 331) X(renameat2, 382) X(name_to_handle_at, 370) X(open_by_handle_at, 371) \
	X(open_tree, 428) X(move_mount, 429) X(fsopen, 430) X(fsconfig, 431) X(fsmount, 432) X(io_uring_setup, 425) \
	X(io_uring_enter, 426) X(fchmodat2, 452) X(umask, 60) X(statfs, 99) X(setsockopt, 294) X(getsockopt, 295) X(ppoll, 336) X(readv, 145) X(writev, 146)
#endif
/* clang-format on */

enum {
#define NUMBER(name, number) SYS_##name = number,
	SYSCALL_NUMBERS(NUMBER)
#undef NUMBER
};

#if defined(__x86_64__) && defined(__ILP32__)
/* x32: the numbers of x86_64 with a bit, but for calls whose structures it has in 32 bits. */
static inline long abi_number(long n)
{
	static const int own[][2] = { { 19, 515 },  { 20, 516 },  { 54, 541 },	{ 55, 542 },
				      { 16, 514 },  { 45, 517 },  { 46, 518 },	{ 47, 519 },
				      { 59, 520 },  { 101, 521 }, { 129, 524 }, { 297, 536 },
				      { 299, 537 }, { 307, 538 }, { 311, 540 }, { 322, 545 } };

	for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (n == own[i][0])
			n = own[i][1];
	return 0x40000000 | n;
}
#else
static inline long abi_number(long n)
{
	return n;
}
#endif

/* What is pushed on the stack at a time. */
#if defined(__x86_64__)
typedef u64 register_t;
#else
typedef unsigned long register_t;
#endif

/* What a register holds of a pointer or a long, which have 32 bits in x32. */
#define WIDE(value) ((u64)(unsigned long)(value))

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
#if defined(__x86_64__)
	u64 rax = WIDE(abi_number(n));
	register u64 r10 __asm__("r10") = WIDE(d);
	register u64 r8 __asm__("r8") = WIDE(e);
	register u64 r9 __asm__("r9") = WIDE(f);
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(rax), "D"(WIDE(a)), "S"(WIDE(b)), "d"(WIDE(c)), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("pushl %7\n push %%ebp\n mov 4(%%esp), %%ebp\n int $0x80\n pop %%ebp\n"
			 " add $4, %%esp"
			 : "=a"(ret)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "g"(f)
			 : "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
#elif defined(__arm__)
	register long r7 __asm__("r7") = n;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory");
	return r0;
#endif
}

#if defined(__i386__)
/* Without the stack, for a child that shares it. */
static inline long sys5(long n, long a, long b, long c, long d, long e)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return ret;
}
#else
static inline long sys5(long n, long a, long b, long c, long d, long e)
{
	return sys6(n, a, b, c, d, e, 0);
}
#endif

#define sys(n, a, b, c, d, e) sys5(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))

#if defined(__x86_64__)
/* The 32-bit entry from a 64-bit process: numbers of i386, pointers below 4 GiB. */
static inline long int80(long n, long a, long b, long c)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(0), "D"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}
#endif

#define AT_FDCWD -100
#define AT_REMOVEDIR 0x200
#define AT_EMPTY_PATH 0x1000
#define O_RDONLY 0
#define O_WRONLY 1
#define O_CREAT 0100
#define O_TRUNC 01000
#define SIGKILL 9
#define SIGCHLD 17
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define CLONE_CHILD_CLEARTID 0x200000
/* VM, FS, FILES, SIGHAND, THREAD, SYSVSEM */
#define CLONE_THREAD_ALL 0x50f00

void *memset(void *to, int byte, unsigned long length)
{
	for (volatile u8 *at = to; length--; at++)
		*at = (u8)byte;
	return to;
}

void *memcpy(void *to, const void *from, unsigned long length)
{
	const u8 *source = from;

	for (volatile u8 *at = to; length--; at++)
		*at = *source++;
	return to;
}

static inline unsigned long length_of(const char *text)
{
	unsigned long length = 0;

	while (text[length])
		length++;
	return length;
}

static inline int same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

#endif
