/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the workloads have instead of a C library: system calls of four ABIs, a start, and lines of ground truth.
 *
 * A line is words of key=value; the bytes of a text that are not plain are %XX. Programs start with int main(argc, argv).
 */
#ifndef SONDE_LAB_NOLIBC_H
#define SONDE_LAB_NOLIBC_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

/* clang-format off */
#if defined(__x86_64__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(read, 0) X(write, 1) X(open, 2) X(close, 3) X(socket, 41) X(connect, 42) X(bind, 49)        \
	X(listen, 50) X(getsockname, 51) X(clone, 56) X(execve, 59) X(exit, 60) X(wait4, 61)           \
	X(kill, 62) X(chdir, 80) X(rmdir, 84) X(creat, 85) X(unlink, 87) X(getpid, 39)                 \
	X(gettid, 186) X(prctl, 157) X(init_module, 175) X(futex, 202) X(exit_group, 231)              \
	X(openat, 257) X(mkdirat, 258) X(fchownat, 260) X(unlinkat, 263) X(fchmodat, 268)              \
	X(delete_module, 176) X(finit_module, 313) X(memfd_create, 319) X(execveat, 322) X(openat2, 437)
#elif defined(__i386__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(exit, 1) X(read, 3) X(write, 4) X(open, 5) X(close, 6) X(creat, 8) X(unlink, 10)             \
	X(execve, 11) X(chdir, 12) X(getpid, 20) X(kill, 37) X(rmdir, 40) X(wait4, 114)                \
	X(clone, 120) X(init_module, 128) X(prctl, 172) X(gettid, 224) X(futex, 240)                   \
	X(exit_group, 252) X(openat, 295) X(mkdirat, 296) X(fchownat, 298) X(unlinkat, 301)            \
	X(fchmodat, 306) X(delete_module, 129) X(finit_module, 350) X(memfd_create, 356) X(execveat, 358) X(socket, 359)     \
	X(bind, 361) X(connect, 362) X(listen, 363) X(getsockname, 367) X(openat2, 437)                \
	X(socketcall, 102)
#elif defined(__aarch64__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(mkdirat, 34) X(unlinkat, 35) X(chdir, 49) X(fchmodat, 53) X(fchownat, 54) X(openat, 56)      \
	X(close, 57) X(read, 63) X(write, 64) X(exit, 93) X(exit_group, 94) X(futex, 98)               \
	X(init_module, 105) X(kill, 129) X(prctl, 167) X(getpid, 172) X(gettid, 178) X(socket, 198)    \
	X(bind, 200) X(listen, 201) X(connect, 203) X(getsockname, 204) X(clone, 220) X(execve, 221)   \
	X(wait4, 260) X(delete_module, 106) X(finit_module, 273) X(memfd_create, 279) X(execveat, 281) X(openat2, 437)
#elif defined(__arm__)
#define SYSCALL_NUMBERS(X)                                                                          \
	X(exit, 1) X(read, 3) X(write, 4) X(open, 5) X(close, 6) X(creat, 8) X(unlink, 10)             \
	X(execve, 11) X(chdir, 12) X(getpid, 20) X(kill, 37) X(rmdir, 40) X(wait4, 114)                \
	X(clone, 120) X(init_module, 128) X(prctl, 172) X(gettid, 224) X(futex, 240)                   \
	X(exit_group, 248) X(socket, 281) X(bind, 282) X(connect, 283) X(listen, 284)                  \
	X(getsockname, 286) X(openat, 322) X(mkdirat, 323) X(fchownat, 325) X(unlinkat, 328)           \
	X(fchmodat, 333) X(delete_module, 129) X(finit_module, 379) X(memfd_create, 385) X(execveat, 387) X(openat2, 437)
#endif
/* clang-format on */

enum {
#define NUMBER(name, number) SYS_##name = number,
	SYSCALL_NUMBERS(NUMBER)
#undef NUMBER
};

/* Five arguments are enough for all that is called here. */
static inline long sys5(long n, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
#elif defined(__arm__)
	register long r7 __asm__("r7") = n;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;

	__asm__ volatile("svc 0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4)
			 : "memory");
	return r0;
#endif
}

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

/* --- ground truth --- */

static char line[8192];
static unsigned long line_length;

static inline void put(const char *text)
{
	while (*text)
		line[line_length++] = *text++;
}

static inline void act(const char *name)
{
	line_length = 0;
	put("act=");
	put(name);
}

static inline void num(const char *key, long value)
{
	char digits[24];
	int at = sizeof(digits);
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;

	put(" ");
	put(key);
	put(value < 0 ? "=-" : "=");
	digits[--at] = 0;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	put(digits + at);
}

static inline void hex_byte(u8 byte)
{
	const char *digits = "0123456789abcdef";

	line[line_length++] = digits[byte >> 4];
	line[line_length++] = digits[byte & 15];
}

static inline void hex(const char *key, const void *bytes, int length)
{
	put(" ");
	put(key);
	put("=");
	for (int i = 0; i < length; i++)
		hex_byte(((const u8 *)bytes)[i]);
}

/* For a text made of parts: text_begin, then any number of text_part. */
static inline void text_begin(const char *key)
{
	put(" ");
	put(key);
	put("=");
}

static inline void text_part(const char *value)
{
	for (; *value; value++) {
		u8 byte = (u8)*value;

		if (byte > ' ' && byte < 0x7f && byte != '%') {
			line[line_length++] = *value;
			continue;
		}
		line[line_length++] = '%';
		hex_byte(byte);
	}
}

static inline void text(const char *key, const char *value)
{
	text_begin(key);
	text_part(value);
}

static inline void end(void)
{
	line[line_length++] = '\n';
	sys(write, 1, line, line_length, 0, 0);
}

/* --- processes --- */

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
	long *stack = (long *)stack_end - 2;

	stack[0] = (long)fn;
	stack[1] = arg;
#if defined(__x86_64__)
	register long r10 __asm__("r10") = (long)clear_tid;
	register long r8 __asm__("r8") = 0;
	long ret;

	__asm__ volatile("syscall\n test %%rax, %%rax\n jnz 1f\n"
			 " xor %%ebp, %%ebp\n pop %%rax\n pop %%rdi\n call *%%rax\n ud2\n 1:"
			 : "=a"(ret)
			 : "a"(SYS_clone), "D"(flags), "S"(stack), "d"(0), "r"(r10), "r"(r8)
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

/* --- files --- */

static inline const char *path_of(char *buffer, const char *folder, const char *name)
{
	unsigned long length = length_of(folder);

	memcpy(buffer, folder, length);
	buffer[length] = '/';
	memcpy(buffer + length + 1, name, length_of(name) + 1);
	return buffer;
}

static inline void write_file(const char *path, const void *data, unsigned long length)
{
	long fd = must(path, sys(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644, 0));

	if (sys(write, fd, data, length, 0, 0) != (long)length)
		must("short write", -1);
	sys(close, fd, 0, 0, 0, 0);
}

static inline void copy_to(const char *from, long out)
{
	static char buffer[4096];
	long in = must(from, sys(openat, AT_FDCWD, from, O_RDONLY, 0, 0));
	long got;

	while ((got = must("read", sys(read, in, buffer, sizeof(buffer), 0, 0))) > 0)
		must("write", sys(write, out, buffer, got, 0, 0));
	sys(close, in, 0, 0, 0, 0);
}

int main(int argc, char **argv);

/* The stack as the kernel leaves it: argc, then argv. */
__attribute__((used, noreturn)) void start_c(long *stack)
{
	leave(main((int)stack[0], (char **)(stack + 1)));
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call "
	"start_c\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %esp, %eax\n and $-16, %esp\n"
	" sub $12, %esp\n push %eax\n call start_c\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n mov x0, sp\n bl start_c\n");
#elif defined(__arm__)
__asm__(".globl _start\n_start:\n mov r0, sp\n bl start_c\n");
#endif

#endif
