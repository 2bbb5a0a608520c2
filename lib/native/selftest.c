// SPDX-License-Identifier: Apache-2.0
/*
 * Does each audited thing once, for the hooks to be seen firing: in a child of its own, with a
 * private network and a file system that is mounted nowhere, and nothing that outlives it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf_common.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bpf.h"
#include "sonde.h"

/* The order is that of `acts` in lib/hook/self-test.ts. */
enum act {
	ACT_FORK,
	ACT_EXEC,
	ACT_EXIT,
	ACT_RENAME,
	ACT_OPEN,
	ACT_UNLINK,
	ACT_CONNECT,
	ACT_SETSID,
	ACT_SIGNAL,
	ACT_PTRACE,
	ACT_VM_WRITE,
	ACT_MEMFD,
	ACT_NAMESPACE,
	ACT_EXEC_FAILED,
	ACT_MODULE_LOAD_FAILED,
	ACT_BPF_LOAD,
	ACT_WX,
	ACT_CREATE,
	ACT_MKDIR,
	ACT_RENAME_FILE,
	ACT_LINK,
	ACT_SYMLINK,
	ACT_WRITTEN,
	ACT_CHMOD,
	ACT_CHOWN,
	ACT_MOUNT,
	ACT_UMOUNT,
	ACT_CREDS,
	ACT_CAPABILITY,
	ACT_BIND,
	ACT_LISTEN,
	ACT_ACCEPT,
	ACT_DNS,
	ACT_CONNECTED,
	ACT_MAX,
};

#define LOAD_ADDRESS 0x400000

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#define EXIT "\x31\xff\xb8\x3c\0\0\0\x0f\x05" /* xor edi, edi; mov eax, 60; syscall */
#else
#define MACHINE EM_AARCH64
#define EXIT "\0\0\x80\xd2\xa8\x0b\x80\xd2\x01\0\0\xd4" /* mov x0, 0; mov x8, 93; svc 0 */
#endif

/* A program that exits at once. */
static const struct {
	Elf64_Ehdr elf;
	Elf64_Phdr segment;
	char code[16];
} exit_program = {
	.elf = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = MACHINE,
		.e_version = EV_CURRENT,
		.e_entry = LOAD_ADDRESS + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr),
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	},
	.segment = {
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_vaddr = LOAD_ADDRESS,
		.p_filesz = sizeof(exit_program),
		.p_memsz = sizeof(exit_program),
		.p_align = 0x1000,
	},
	.code = EXIT,
};

static int result(long returned)
{
	return returned < 0 ? errno : 0;
}

/*
 * The calling process becomes a member of the recorded tree: by a program, which knows it as the
 * initial pid namespace does, or before 5.10 (1b4d60ec162f), enlist < 0, by the number it has here.
 */
static int become_member(int enlist, int tree)
{
	uint32_t pid = getpid(), member = 1; /* MEMBER_IN */

	if (enlist >= 0 && !sonde_test_run(enlist))
		return 0;
	return bpf_map_update_elem(tree, &pid, &member, BPF_ANY);
}

static void exec_exit_program(int enlist, int tree)
{
	static char *const none[] = { NULL };
	int fd = syscall(SYS_memfd_create, "sonde-self-test", 0);

	become_member(enlist, tree);
	if (fd >= 0 && write(fd, &exit_program, sizeof(exit_program)) == sizeof(exit_program))
		syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH);
	_exit(errno);
}

/* fork, exec and exit at once. */
static void run_program(int results[ACT_MAX], int enlist, int tree)
{
	int status, pid = fork();

	results[ACT_FORK] = result(pid);
	results[ACT_EXEC] = results[ACT_EXIT] = results[ACT_FORK];
	if (!pid)
		exec_exit_program(enlist, tree);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return;
	results[ACT_EXEC] = WEXITSTATUS(status);
}

/* In a file system that is mounted nowhere. */
static void use_files(int results[ACT_MAX], int dir)
{
	int fd = openat(dir, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	results[ACT_OPEN] = results[ACT_CREATE] = result(fd);
	results[ACT_MKDIR] = result(mkdirat(dir, "folder", 0700));
	results[ACT_LINK] = result(linkat(dir, "file", dir, "link", 0));
	results[ACT_SYMLINK] = result(symlinkat("file", dir, "symlink"));
	results[ACT_RENAME_FILE] = result(renameat(dir, "link", dir, "folder/moved"));
	results[ACT_CHMOD] = result(fchmod(fd, 0640));
	results[ACT_CHOWN] = result(fchown(fd, -1, -1));
	results[ACT_WRITTEN] = result(write(fd, "x", 1));
	close(fd);
	results[ACT_UNLINK] = result(unlinkat(dir, "file", 0));
}

static void make_files(int results[ACT_MAX])
{
	static const enum act acts[] = { ACT_OPEN,    ACT_CREATE,      ACT_MKDIR,  ACT_LINK,
					 ACT_SYMLINK, ACT_RENAME_FILE, ACT_UNLINK, ACT_WRITTEN,
					 ACT_CHMOD,   ACT_CHOWN };
	int dir = sonde_mount_detached("tmpfs");

	if (dir >= 0) {
		use_files(results, dir);
		close(dir);
		return;
	}
	/* Without a private place a file that cannot be there: a failure is an event of some. */
	for (unsigned int i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		results[acts[i]] = -dir;
	open("/proc/self/no-such-file", O_RDONLY);
	unlink("/proc/self/no-such-file");
}

/* UDP: a connection that sends nothing. */
static int make_connection(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connect(fd, (struct sockaddr *)&to, sizeof(to)); /* a failure is an event too */
	return 0;
}

/* Where the network is not private, this listens for an instant on loopback. */
static void serve(int results[ACT_MAX])
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	results[ACT_BIND] = results[ACT_LISTEN] = results[ACT_ACCEPT] = result(fd);
	if (fd < 0)
		return;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	accept(fd, NULL, NULL); /* too early, which is an event too, as are other failures */
	bind(fd, (struct sockaddr *)&at, sizeof(at));
	listen(fd, 1);
	close(fd);
}

/* A connection that gets no answer, because its server's socket drops what comes, and is given up. */
static int begin_connection(void)
{
	/* struct sock_fprog: libbpf has another header of that name. */
	const uint64_t take_nothing = BPF_RET | BPF_K;
	const struct {
		unsigned short len;
		const uint64_t *steps;
	} drop = { 1, &take_nothing };
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = 0;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(server, (struct sockaddr *)&at, sizeof(at)) ||
	    getsockname(server, (struct sockaddr *)&at, &size) || listen(server, 1) ||
	    setsockopt(server, SOL_SOCKET, SO_ATTACH_FILTER, &drop, sizeof(drop)) ||
	    !connect(client, (struct sockaddr *)&at, sizeof(at)) || errno != EINPROGRESS)
		error = errno;
	close(client);
	close(server);
	return error;
}

/* A query of no name from a resolver to its server, both here; where nobody else can see it. */
static int ask(void)
{
	static const char query[17] = { 0, 0, 1, 0, 0, 1 };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(53) };
	int server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char bytes[64];
	int error = 0;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(server, (struct sockaddr *)&at, sizeof(at)) ||
	    sendto(client, query, sizeof(query), 0, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    recvfrom(server, bytes, sizeof(bytes), 0, NULL, NULL) < 0)
		error = errno;
	close(server);
	close(client);
	return error;
}

/* Nothing here can change anything but the child; what is refused is an event too. */
static void call(int results[ACT_MAX])
{
	char byte = 0;
	struct iovec iov = { &byte, 1 };

	results[ACT_SETSID] = result(setsid());
	results[ACT_SIGNAL] = result(kill(getpid(), 0));
	syscall(SYS_ptrace, PTRACE_ATTACH, getpid(), 0, 0);
	syscall(SYS_process_vm_writev, getpid(), &iov, 1, &iov, 1, 0);
	syscall(SYS_execve, "/proc/self/no-such-file", NULL, NULL);
	syscall(SYS_finit_module, -1, "", 0);
	syscall(SYS_bpf, BPF_PROG_LOAD, NULL, 0);
	syscall(SYS_mprotect, 1, 0, PROT_WRITE | PROT_EXEC);
	/* No type: there is nothing to mount. What is no mount's root is not unmounted. */
	mount("none", "/", NULL, 0, NULL);
	umount2("/proc/self", 0);
	results[ACT_CREDS] =
		result(prctl(PR_SET_KEEPCAPS, 1)); /* new credentials, the same rights */
	syscall(SYS_sethostname, "", 65); /* asks for CAP_SYS_ADMIN, then finds the name too long */
}

static int own_network(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd, error = result(unshare(CLONE_NEWNET));

	if (error)
		return error;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	error = result(ioctl(fd, SIOCSIFFLAGS, &lo));
	close(fd);
	return error;
}

static void act(int results[ACT_MAX], int enlist, int tree)
{
	int alone = own_network(); /* where it is permitted */

	run_program(results, enlist, tree);
	results[ACT_RENAME] = result(prctl(PR_SET_NAME, "sonde-self-test"));
	make_files(results);
	results[ACT_CONNECT] = make_connection();
	serve(results);
	results[ACT_DNS] = alone ? alone : ask();
	results[ACT_CONNECTED] = begin_connection();
	call(results);
}

/*
 * enlist, tree: a program that the child runs to be known by the hooks, and their map. results: for every act 0, or the errno for which it could not be done. Returns when the child
 * is gone.
 */
int sonde_self_test(int enlist, int tree, int results[], uint32_t count)
{
	int fds[2], status, pid;
	ssize_t n;

	if (count != ACT_MAX)
		return -EINVAL;
	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return -errno;
	}
	if (!pid) {
		if (become_member(enlist, tree))
			_exit(1);
		act(results, enlist, tree);
		n = write(fds[1], results, count * sizeof(*results));
		_exit(n < 0);
	}
	close(fds[1]);
	do
		n = read(fds[0], results, count * sizeof(*results));
	while (n < 0 && errno == EINTR);
	close(fds[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return n == (ssize_t)(count * sizeof(*results)) ? 0 : -EIO;
}
