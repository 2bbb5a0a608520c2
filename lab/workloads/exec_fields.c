// SPDX-License-Identifier: Apache-2.0
/*
 * exec_fields FOLDER: what is around a program when it begins. Each is told by the child that runs it, which looks at
 * itself just before. Until its end the workload holds a connection, and is so the nearest ancestor that does.
 */
#include "socket.h"

/* clang-format off */
#if defined(__x86_64__)
enum { SYS_getsid = 124, SYS_getpgid = 121, SYS_statx = 332, SYS_pipe2 = 293, SYS_socketpair = 53, SYS_dup3 = 292 };
#elif defined(__i386__)
enum { SYS_getsid = 147, SYS_getpgid = 132, SYS_statx = 383, SYS_pipe2 = 331, SYS_socketpair = 360, SYS_dup3 = 330 };
#elif defined(__aarch64__)
enum { SYS_getsid = 156, SYS_getpgid = 155, SYS_statx = 291, SYS_pipe2 = 59, SYS_socketpair = 199, SYS_dup3 = 24 };
#elif defined(__arm__)
enum { SYS_getsid = 147, SYS_getpgid = 132, SYS_statx = 397, SYS_pipe2 = 359, SYS_socketpair = 288, SYS_dup3 = 358 };
#endif
/* clang-format on */

#define O_RDWR 2
#define CLOEXEC 02000000
#define TIOCGPTN 0x80045430
#define TIOCSPTLCK 0x40045431

struct statx {
	u32 mask, blksize;
	u64 attributes;
	u32 nlink, uid, gid;
	u16 mode, pad;
	u64 ino, size, blocks, attributes_mask;
	struct {
		long long sec;
		u32 nsec;
		int pad;
	} atime, btime, ctime, mtime;
	u32 rdev_major, rdev_minor, dev_major, dev_minor;
	u64 rest[14];
};

/* A program that is run, and what its event holds. What is 0 is absent there. */
struct program {
	const char *how;
	/* fd: the program itself, by AT_EMPTY_PATH; else `file` is executed. */
	long fd;
	const char *file;
	const char *exe; /* the file that runs, by its path */
	char **argv;
	char **seen; /* what the program finds, as far as it is recorded */
	char **env;
	const char *cwd;
	long in, out; /* descriptors that become 0 and 1 */
	const char *in_is, *out_is;
	int session; /* its own, on a terminal */
	const char *login;
	const char *ssh, *preload, *library;
	int exe_flags;
	int truncated;
	long inherits; /* a socket that the program gets; 0: none */
};

static const char *folder, *self;
static char copy[4096], path[4096], null_path[] = "/dev/null";
static char *no_env[] = { 0 }, *noop[] = { "other-name", "noop", 0 };
static long null_in, null_out, held, other;

static void optional(const char *key, const char *value)
{
	text(key, value ? value : "null");
}

/* A number as a path's last part. */
static char *numbered(char *buffer, const char *before, long number)
{
	unsigned long length = length_of(before);

	memcpy(buffer, before, length);
	line_length = 0;
	decimal(number);
	memcpy(buffer + length, line, line_length);
	buffer[length + line_length] = 0;
	return buffer;
}

static void status_of(long fd, const char *file, struct statx *is)
{
	must("statx", sys(statx, fd, file, AT_EMPTY_PATH, 0x7ff, is));
}

static void tell_addresses(long fd)
{
	union address at;
	int length = sizeof(at);

	own_address(fd, &at);
	tell_address("local", &at);
	memset(&at, 0, sizeof(at));
	must("getpeername", sys(getpeername, fd, &at, &length, 0, 0));
	tell_address("remote", &at);
}

static void tell(const struct program *p, const char *tty, const char *login, long parent)
{
	static char number[64];
	struct statx is, where;
	const char *given;
	int argc = 0;

	status_of(p->fd ? p->fd : AT_FDCWD, p->fd ? "" : p->exe, &is);
	/* On an overlayfs a file's device is not that of its mount, but a folder's is. */
	if (p->exe_flags & 1)
		where = is;
	else
		status_of(AT_FDCWD, folder, &where);
	given = p->fd ? numbered(number, "/dev/fd/", p->fd) : p->file;
	act("exec");
	text("how", p->how);
	num("pid", getpid());
	text("path", p->exe);
	text("file", given);
	while (p->seen[argc])
		argc++;
	num("argc", argc);
	text_begin("argv");
	for (int i = 0; i < argc; i++) {
		text_part(p->seen[i]);
		put(i + 1 < argc ? "," : "");
	}
	text("cwd", p->cwd);
	text("stdin", p->in_is);
	text("stdout", p->out_is);
	optional("tty", tty);
	optional("ssh", p->ssh);
	optional("preload", p->preload);
	optional("library", p->library);
	num("exe_flags", p->exe_flags);
	num("truncated", p->truncated);
	num("mode", is.mode & 07777);
	hex64("inode", is.ino);
	hex64("size", is.size);
	hex64("seconds", is.mtime.sec);
	num("nanoseconds", is.mtime.nsec);
	num("device", where.dev_major << 20 | where.dev_minor);
	num("sid", sys(getsid, 0, 0, 0, 0, 0));
	num("pgid", sys(getpgid, 0, 0, 0, 0, 0));
	text("login", login);
	num("euid", p->exe_flags & 4 ? 1000 : 0);
	num("socket", p->inherits ? getpid() : parent);
	tell_addresses(p->inherits ? p->inherits : held);
	num("ret", 0);
	end();
}

/*
 * A session of its own on a new terminal, whose name it returns: as the kernel calls it. The program gets
 * the other end too: when that is closed, all of the session is hung up.
 */
static const char *on_terminal(char *terminal)
{
	static char name[32];
	int unlock = 0, number = 0;
	long master = must("ptmx", sys(openat, AT_FDCWD, "/dev/ptmx", O_RDWR, 0, 0));
	long sid = must("setsid", sys(setsid, 0, 0, 0, 0, 0));

	act("setsid");
	num("pid", getpid());
	num("ret", sid);
	end();
	must("unlock", sys(ioctl, master, TIOCSPTLCK, &unlock, 0, 0));
	must("number", sys(ioctl, master, TIOCGPTN, &number, 0, 0));
	numbered(terminal, "/dev/pts/", number);
	return numbered(name, "pts", number);
}

/* The login uid is none until it is set once; not every kernel has one. */
static const char *log_in(const char *wanted)
{
	static const char nobody[] = "4294967295";
	static char uid[32];
	long fd = sys(openat, AT_FDCWD, "/proc/self/loginuid", O_RDWR | CLOEXEC, 0, 0);
	long length;

	if (fd < 0)
		return nobody;
	if (wanted)
		sys(write, fd, wanted, length_of(wanted), 0, 0);
	length = sys(read, fd, uid, sizeof(uid) - 1, 0, 0);
	sys(close, fd, 0, 0, 0, 0);
	uid[length > 0 ? length : 0] = 0;
	return length > 0 ? uid : nobody;
}

static void run(struct program p)
{
	static char terminal[32];
	const char *tty = 0, *login;
	long parent = getpid(), pid = fork();

	if (pid) {
		must(p.how, (wait_for(pid) >> 8 & 255) == 7 ? 0 : -1);
		return;
	}
	must("chdir", sys(chdir, p.cwd, 0, 0, 0, 0));
	if (p.session) {
		tty = on_terminal(terminal);
		p.in = must("tty", sys(openat, AT_FDCWD, terminal, O_RDWR | CLOEXEC, 0, 0));
		p.out = p.in;
		p.in_is = p.out_is = terminal;
	}
	login = log_in(p.login);
	tell(&p, tty, login, parent);
	must("stdin", sys(dup3, p.in, 0, 0, 0, 0));
	if (p.inherits)
		must("socket", sys(dup3, p.inherits, 14, 0, 0, 0));
	must("stdout", sys(dup3, p.out, 1, 0, 0, 0));
	if (p.fd)
		leave((int)-sys(execveat, p.fd, "", p.argv, p.env, AT_EMPTY_PATH));
	leave((int)-sys(execve, p.file, p.argv, p.env, 0, 0));
}

static struct program usual(const char *how)
{
	return (struct program){ .how = how,
				 .file = copy,
				 .exe = copy,
				 .argv = noop,
				 .seen = noop,
				 .env = no_env,
				 .cwd = "/",
				 .in = null_in,
				 .out = null_out,
				 .in_is = null_path,
				 .out_is = null_path };
}

static long open_cloexec(const char *file, long flags)
{
	return must(file, sys(openat, AT_FDCWD, file, flags | CLOEXEC, 0755, 0));
}

static const char *copy_self(char *buffer, const char *name)
{
	long fd = open_cloexec(path_of(buffer, folder, name), O_WRONLY | O_CREAT | O_TRUNC);

	copy_to(self, fd);
	sys(close, fd, 0, 0, 0, 0);
	must("chmod", sys(fchmodat, AT_FDCWD, buffer, 0755, 0, 0));
	return buffer;
}

static void run_streams(void)
{
	struct program p = usual("file");
	int pair[2];

	p.cwd = folder;
	p.out_is = path_of(path, folder, "output");
	p.out = open_cloexec(path, O_WRONLY | O_CREAT);
	run(p);
	p = usual("pipe");
	must("pipe", sys(pipe2, pair, CLOEXEC, 0, 0, 0));
	p.in = pair[0];
	p.out = pair[1];
	p.in_is = p.out_is = "pipe:";
	run(p);
	p = usual("socket");
	must("pair", sys(socketpair, AF_UNIX, STREAM | CLOEXEC, 0, pair, 0));
	p.in = pair[0];
	p.out = pair[1];
	p.in_is = p.out_is = "socket:";
	run(p);
	p = usual("terminal");
	p.session = 1;
	run(p);
}

static void run_environment(void)
{
	static char longest[6000] = "LONGEST=";
	char *env[] = { "LD_PRELOADED=no", "SSH_CONNECTION=10.0.0.1 22 10.0.0.2 22",
			longest,	   "XLD_PRELOAD=no",
			"LD_PRELOAD=",	   "LD_LIBRARY_PATH=/a b:/c",
			"PATH=/bin",	   0 };
	struct program p = usual("environment");

	/* A piece of it that looks like a variable begins where what is read at a time ends. */
	memset(longest + 8, 'x', sizeof(longest) - 9);
	memcpy(longest + 4095, "LD_PRELOAD=no", 13);
	p.env = env;
	p.ssh = "10.0.0.1 22 10.0.0.2 22";
	p.preload = "";
	p.library = "/a b:/c";
	run(p);
	env[4] = "LD_PRELOAD=/tmp/x.so";
	p.how = "preload";
	p.preload = "/tmp/x.so";
	p.login = "4242";
	run(p);
}

static void run_arguments(void)
{
	static char many[3001], more[3001], cut[3001];
	char *argv[] = { "cut", "noop", many, more, 0 };
	char *seen[] = { "cut", "noop", many, cut, 0 };
	struct program p = usual("arguments");

	memset(many, 'a', sizeof(many) - 1);
	memset(more, 'b', sizeof(more) - 1);
	memset(cut, 'b', 4096 - sizeof("cut") - sizeof("noop") - sizeof(many));
	p.argv = argv;
	p.seen = seen;
	p.truncated = 1;
	run(p);
}

static void run_script(void)
{
	static char first[4200], script[4096];
	char *passed[] = { "script", 0 }, *seen[] = { copy, "noop", script, 0 };
	struct program p = usual("script");
	unsigned long length = length_of(copy);

	memcpy(first, "#!", 2);
	memcpy(first + 2, copy, length);
	memcpy(first + 2 + length, " noop\n", 6);
	write_file(path_of(script, folder, "script"), first, length + 8);
	must("chmod", sys(fchmodat, AT_FDCWD, script, 0755, 0, 0));
	p.file = script;
	p.argv = passed;
	p.seen = seen;
	run(p);
}

/* Programs by a descriptor: of a file, of one whose name is gone, of memory. */
static void run_descriptors(void)
{
	struct program p = usual("descriptor");

	p.fd = open_cloexec(copy, O_RDONLY);
	run(p);
	p = usual("deleted");
	p.exe = copy_self(path, "deleted");
	p.fd = open_cloexec(path, O_RDONLY);
	act("unlink");
	num("pid", getpid());
	text("path", path);
	num("dir", 0);
	num("ret", sys(unlinkat, AT_FDCWD, path, 0, 0, 0));
	end();
	p.exe_flags = 2;
	run(p);
	p = usual("memory");
	p.exe = "/memfd:fields";
	p.fd = must("memfd", sys(memfd_create, "fields", 1, 0, 0, 0));
	act("memfd");
	num("pid", getpid());
	text("name", "fields");
	num("flags", 1);
	num("ret", p.fd);
	end();
	copy_to(self, p.fd);
	p.exe_flags = 1;
	run(p);
}

/* Without CAP_CHOWN there is no program of another user to run. */
static void run_as_other(const char *name, int mode, int exe_flags)
{
	struct program p = usual(name);

	p.file = p.exe = copy_self(path, name);
	if (sys(fchownat, AT_FDCWD, path, 1000, 1000, 0) < 0)
		return;
	must("chmod", sys(fchmodat, AT_FDCWD, path, mode, 0, 0));
	p.exe_flags = exe_flags;
	run(p);
}

/* A connection to a socket that listens at the family's own address. */
static long connection(int family)
{
	long listener = new_socket(family, STREAM | CLOEXEC), fd;
	union address at;

	loopback(&at, family);
	must("bind", enter(PLAIN, BIND, listener, (long)&at, size_of(family), 0, 0, 0));
	must("listen", enter(PLAIN, LISTEN, listener, 8, 0, 0, 0, 0));
	own_address(listener, &at);
	fd = new_socket(family, STREAM | CLOEXEC);
	must("connect", enter(PLAIN, CONNECT, fd, (long)&at, size_of(family), 0, 0, 0));
	return fd;
}

int main(int argc, char **argv)
{
	struct program p;

	if (argc > 1 && same(argv[1], "noop"))
		return 7;
	if (argc < 2)
		return 2;
	self = argv[0];
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	held = connection(AF_INET);
	other = connection(AF_INET6);
	null_in = open_cloexec(null_path, O_RDONLY);
	null_out = open_cloexec(null_path, O_WRONLY);
	copy_self(copy, "copy");
	run(usual("plain"));
	run_streams();
	run_environment();
	run_arguments();
	run_script();
	run_descriptors();
	run_as_other("setuid", 04755, 4);
	run_as_other("setgid", 02755, 8);
	p = usual("inherited-socket");
	p.inherits = other;
	run(p);
	return 0;
}
