// SPDX-License-Identifier: Apache-2.0
/*
 * Gives up what the process may do, in every one of its threads: capabilities belong to a thread,
 * and a runtime has several. Each does it to itself, in the handler of a signal; SIGSYS, because
 * runtimes leave it unblocked even where they block everything else. What a thread starts
 * meanwhile inherits either state, so all are looked at again until none is left. Then a filter
 * refuses the system calls that a recorder has no use for.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/bpf_common.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "sonde.h"

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

#if defined(__x86_64__)
#define NATIVE_ABI AUDIT_ARCH_X86_64
#else
#define NATIVE_ABI AUDIT_ARCH_AARCH64
#endif

/* glibc 2.17 has no names for them; the same numbers on x86_64 and arm64. */
#define X32_BIT 0x40000000
#define NR_OPEN_TREE 428
#define NR_PIDFD_GETFD 438
#define NR_MOUNT_SETATTR 442

/* What a recorder has no use for any more, and whoever got hold of it would. */
static const uint16_t refused[] = {
	SYS_execve,	   SYS_execveat,
	SYS_ptrace,	   SYS_process_vm_readv,
	SYS_kexec_load,	   SYS_process_vm_writev,
	SYS_init_module,   SYS_finit_module,
	SYS_delete_module, SYS_mount,
	SYS_umount2,	   SYS_pivot_root,
	SYS_chroot,	   SYS_setns,
	SYS_unshare,	   SYS_open_by_handle_at,
	SYS_socket,	   SYS_connect,
	SYS_bind,	   SYS_perf_event_open,
	SYS_userfaultfd,   SYS_add_key,
	SYS_request_key,   SYS_keyctl,
	SYS_reboot,	   SYS_swapon,
	SYS_swapoff,	   SYS_acct,
	NR_OPEN_TREE,	   NR_PIDFD_GETFD,
	NR_MOUNT_SETATTR,
};

#define REFUSED (sizeof(refused) / sizeof(refused[0]))

/* struct sock_filter, whose header libbpf has another one for. */
struct step {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t value;
};

#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define IF_EQUAL (BPF_JMP | BPF_JEQ | BPF_K)
#define IF_AT_LEAST (BPF_JMP | BPF_JGE | BPF_K)
#define RETURN (BPF_RET | BPF_K)

/*
 * Refuses them with EPERM, in all threads at once. Other ABIs are refused whole. Without seccomp in
 * the kernel the capabilities that are gone must do.
 */
static void refuse_calls(void)
{
	struct step code[REFUSED + 6], *c = code;
	struct {
		unsigned short len;
		struct step *steps;
	} program = { .len = REFUSED + 6, .steps = code };

	*c++ = (struct step){ LOAD, 0, 0, offsetof(struct seccomp_data, arch) };
	*c++ = (struct step){ IF_EQUAL, 0, REFUSED + 3, NATIVE_ABI };
	*c++ = (struct step){ LOAD, 0, 0, offsetof(struct seccomp_data, nr) };
	*c++ = (struct step){ IF_AT_LEAST, REFUSED + 1, 0, X32_BIT };
	for (size_t i = 0; i < REFUSED; i++)
		*c++ = (struct step){ IF_EQUAL, REFUSED - i, 0, refused[i] };
	*c++ = (struct step){ RETURN, 0, 0, SECCOMP_RET_ALLOW };
	*c++ = (struct step){ RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM };
	syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}

/* A thread that does not get to run for this long is not going to. */
#define PATIENCE_MS 10000

/* Of the calling thread. Only system calls: it runs in a signal handler. */
static void drop_own(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = {};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	for (int cap = 0; cap < 64; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0); /* takes CAP_SETPCAP */
	syscall(SYS_capset, &header, none);
}

static void on_signal(int signal)
{
	int error = errno;

	(void)signal;
	drop_own();
	errno = error;
}

/* Does /proc say that this thread has nothing left? -1: it is gone. */
static int is_dropped(int tid)
{
	static const char *const sets[] = { "CapInh:", "CapPrm:", "CapEff:", "CapAmb:" };
	char path[64], line[256];
	int dropped = 1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", tid);
	status = fopen(path, "re");
	if (!status)
		return -1;
	while (fgets(line, sizeof(line), status)) {
		for (int i = 0; i < 4; i++)
			if (!strncmp(line, sets[i], 7) && strtoull(line + 7, NULL, 16))
				dropped = 0;
		if (!strncmp(line, "NoNewPrivs:", 11) && !strtoul(line + 11, NULL, 10))
			dropped = 0;
	}
	fclose(status);
	return dropped;
}

/* Asks every thread that still has something. Returns how many those are, or -errno. */
static int ask_all(void)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *task;
	int asked = 0;

	if (!tasks)
		return -errno;
	while ((task = readdir(tasks))) {
		if (task->d_name[0] == '.' || is_dropped(atoi(task->d_name)))
			continue;
		asked++;
		syscall(SYS_tgkill, getpid(), atoi(task->d_name), SIGSYS);
	}
	closedir(tasks);
	return asked;
}

/* Returns 0 when no thread has a capability any more, and none can get one. */
int sonde_drop_privileges(void)
{
	struct sigaction handler = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, old;
	struct timespec ms = { .tv_nsec = 1000000 };
	int left = 0;

	drop_own();
	if (sigaction(SIGSYS, &handler, &old))
		return -errno;
	for (int i = 0; i < PATIENCE_MS; i++) {
		left = ask_all();
		if (left <= 0)
			break;
		nanosleep(&ms, NULL);
	}
	/* A thread that was asked twice has one pending, which must not kill; to ignore it discards it. */
	handler.sa_handler = SIG_IGN;
	sigaction(SIGSYS, &handler, NULL);
	sigaction(SIGSYS, &old, NULL);
	if (!left)
		refuse_calls();
	return left > 0 ? -ETIMEDOUT : left;
}
