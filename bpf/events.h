/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The only definition of what travels from the kernel to the recorder.
 *
 * The build reads these layouts out of the object's BTF and writes lib/events.gen.ts. The type
 * of a field says how it is recorded: nsec_t and friends carry the unit, struct text a string in
 * the record's tail. No implicit padding (-Wpadded), fixed-width types, header first, new fields
 * last; a changed meaning is a new kind.
 */
#ifndef SONDE_EVENTS_H
#define SONDE_EVENTS_H

typedef __u64 nsec_t; /* nanoseconds */
typedef __u64 nsec_opt_t; /* nanoseconds; 0 = not known */
typedef __u32 octal_t; /* permission bits */
typedef __u32 mask_t; /* a set of bits */
typedef __u64 mask64_t;
typedef __u64 bytes_t;
typedef __u64 bytes_opt_t; /* 0 = not known */
typedef __u32 id_t; /* (u32)-1 = not set */
typedef __u32 count_opt_t; /* 0 = not known */
typedef __u64 count64_opt_t;
typedef __u16 short_opt_t; /* 0 = not known */
typedef __u32 mask_opt_t; /* 0 = not known */
typedef __u32 octal_opt_t; /* (u32)-1 = not known */
typedef __s32 pid_opt_t; /* as a system call takes it, so also negative; PID_UNKNOWN = not known */
typedef __s64 ret_t; /* null unless EVENT_HAS_RET is set */

#define PID_UNKNOWN ((__s32)0x80000000)

/* A string in the record's tail: offset from the record's start; 0 = absent. */
struct text {
	__u16 off;
	__u16 len;
};

/* Strings in the record's tail, each ended by NUL. */
struct texts {
	__u16 off;
	__u16 len;
};

/* Bytes in the record's tail that are no text. */
struct blob {
	__u16 off;
	__u16 len;
};

/* A socket address; family 0 = absent. */
struct address {
	__u16 family;
	__u16 port;
	__u8 ip[16];
};

/* The enumerator names the point: KIND_NET_CONNECT is "net.connect". */
enum kind {
	KIND_PROCESS = 1, /* not an event: a running process, written by the snapshot */
	KIND_PROCESS_EXEC,
	KIND_PROCESS_FORK,
	KIND_PROCESS_EXIT,
	KIND_PROCESS_RENAME,
	KIND_FILE_OPEN,
	KIND_FILE_UNLINK,
	KIND_NET_CONNECT,
	KIND_KERNEL_MODULE_LOAD,
	KIND_PROCESS_SETSID,
	KIND_PROCESS_SIGNAL,
	KIND_PROCESS_PTRACE,
	KIND_PROCESS_VM_WRITE,
	KIND_PROCESS_MEMFD,
	KIND_PROCESS_NAMESPACE,
	KIND_PROCESS_EXEC_FAILED,
	KIND_KERNEL_MODULE_LOAD_FAILED,
	KIND_KERNEL_MODULE_FREE,
	KIND_KERNEL_BPF_LOAD,
	KIND_MEM_WX,
	KIND_PROCESS_USERMODEHELPER,
	KIND_FILE_CREATE,
	KIND_FILE_MKDIR,
	KIND_FILE_WRITTEN,
	KIND_FILE_RENAME,
	KIND_FILE_LINK,
	KIND_FILE_SYMLINK,
	KIND_FILE_CHMOD,
	KIND_FILE_CHOWN,
	KIND_FS_MOUNT,
	KIND_FS_UMOUNT,
	KIND_NET_BIND,
	KIND_NET_LISTEN,
	KIND_NET_ACCEPT,
	KIND_NET_DNS,
	KIND_CRED_CHANGE,
	KIND_CRED_ESCALATION,
	KIND_CRED_CAPABILITY,
	KIND_NET_CONNECTED,
	KIND_MAX,
};

enum event_flag {
	EVENT_HAS_RET = 1 << 0,
	EVENT_COMPAT = 1 << 1, /* 32-bit system call ABI */
	EVENT_X32 = 1 << 2, /* x32 system call ABI */
	EVENT_KTHREAD = 1 << 3,
	EVENT_IO_WORKER = 1 << 4, /* io_uring worker thread */
	EVENT_ATTEMPT = 1 << 5, /* the hook is before the outcome */
	EVENT_ARGS_AFTER = 1 << 6, /* arguments read after the call: may have changed since */
	EVENT_UNRESOLVED = 1 << 7, /* path as passed: links and .. not followed */
	EVENT_TRUNCATED = 1 << 8, /* a string is cut */
};

/* Why an event that was seen is not in the recording. */
enum loss {
	LOSS_BUFFER, /* the ring was full */
	LOSS_SCRATCH, /* no working memory was free, or not enough */
	LOSS_MAP, /* a table of the programs was full */
	LOSS_MAX,
};

/* One per point and CPU, alone in its cache line. */
struct point_counts {
	__u64 seen;
	__u64 lost[LOSS_MAX];
	__u64 fired; /* in the self-test, which is not recorded */
	__u64 pad[3];
};

/* A process that was alive when the recording began; never in the ring. */
struct process {
	nsec_t start;
	__u32 pid;
	__u32 ppid;
	__u32 sid;
	__u32 pgid;
	id_t uid;
	id_t gid;
	id_t euid;
	id_t loginuid;
	__u32 pidns;
	__u32 mntns;
	struct text comm;
	struct text path;
	struct texts argv;
	struct text cwd;
	struct text cgroup; /* path; of the unified hierarchy where there is one */
	__u32 pad_;
};

/* Common to all events. Ids are those of the initial namespaces. */
struct event {
	nsec_t ts; /* CLOCK_BOOTTIME; monotonic before 5.8 */
	nsec_t start; /* of the thread group's leader: pid + start name a process */
	__u64 cgroup;
	ret_t ret;
	mask_t flags;
	__u16 kind;
	__u16 cpu;
	__u32 pid;
	__u32 tid;
	__u32 ppid;
	id_t uid;
	id_t gid;
	id_t euid;
	__u32 pidns;
	__u32 mntns;
	char comm[16];
};

enum exe_flag {
	EXE_MEMFD = 1 << 0, /* the program is a file that is only memory */
	EXE_DELETED = 1 << 1, /* the program's file has no name any more */
	EXE_SETUID = 1 << 2, /* it runs with another effective user than who started it */
	EXE_SETGID = 1 << 3,
	EXE_CAPS = 1 << 4, /* it has capabilities and does not run as root */
};

struct process_exec {
	struct event common;
	__u64 inode;
	bytes_t size;
	nsec_t mtime; /* since the epoch */
	__u32 device; /* kernel-internal: major << 20 | minor */
	count_opt_t argc;
	__u32 sid;
	__u32 pgid;
	id_t loginuid;
	struct text path; /* of the file that runs, as the process sees it */
	struct text file; /* as passed to execve; a script's own path */
	struct texts argv;
	struct text cwd;
	mask_t exe_flags;
	octal_opt_t exe_mode;
	struct text stdin; /* what descriptor 0 is: a path, or "socket:", "pipe:" */
	struct text stdout;
	struct text tty;
	struct text ssh_connection; /* of the environment, as are the next two */
	struct text ld_preload;
	struct text ld_library_path;
	count_opt_t socket_pid; /* the nearest ancestor, itself included, that holds a socket */
	struct address socket_local;
	struct address socket_remote;
	struct text cgroup_path; /* of the unified hierarchy */
	__u32 pad2_;
};

struct process_fork {
	struct event common;
	nsec_opt_t child_start;
	mask64_t clone_flags;
	__u32 child;
	__u32 pad_;
};

struct process_exit {
	struct event common;
	nsec_t lifetime;
	__u32 code;
	__u32 signal;
	bytes_opt_t max_rss;
};

struct process_rename {
	struct event common;
	pid_opt_t target; /* the renamed thread */
	__u32 pad_;
	char old_comm[16];
	char new_comm[16];
};

struct file_open {
	struct event common;
	struct text path;
	mask_t open_flags;
	octal_t mode;
	__u32 pad_;
};

struct file_unlink {
	struct event common;
	struct text path;
	__u32 is_dir;
};

struct net_connect {
	struct event common;
	struct address local;
	struct address remote;
	short_opt_t type; /* SOCK_STREAM, … */
	short_opt_t protocol; /* null also where the family has none */
	struct text path; /* of a UNIX socket; an abstract name begins with '@' */
};

/*
 * How a connection ended that net.connect tells was only begun. ret is ECANCELED where its socket was
 * closed first. The process is the one that began it, cpu where the outcome came.
 */
struct net_connected {
	struct event common;
	struct address local;
	struct address remote;
	short_opt_t type;
	short_opt_t protocol;
	__u32 pad_;
	nsec_t took; /* since the call returned; 0: the outcome was there by then */
};

struct kernel_module_load {
	struct event common;
	mask64_t taints;
	struct text name;
	struct text path; /* of the file, where the call takes one */
	char call[16]; /* init_module, finit_module */
};

struct process_setsid {
	struct event common;
	count_opt_t sid; /* the new one */
	__u32 pad_;
};

/* Pids are as passed: those of the caller's pid namespace. */
struct process_signal {
	struct event common;
	__u32 signal;
	pid_opt_t target; /* process; 0 = own group, -1 = all, -n = group n */
	pid_opt_t thread; /* where the call names one */
	__u32 pad_;
};

struct process_ptrace {
	struct event common;
	__u64 addr;
	__u64 data;
	__u32 request;
	pid_opt_t target; /* as passed; none for TRACEME */
};

struct process_vm_write {
	struct event common;
	bytes_t bytes; /* that were written */
	pid_opt_t target; /* as passed */
	__u32 pad_;
};

struct process_memfd {
	struct event common;
	struct text name;
	mask_t memfd_flags;
};

struct process_namespace {
	struct event common;
	char call[8]; /* unshare, setns, clone, clone3 */
	mask_opt_t namespaces; /* CLONE_NEW*; setns need not name them */
	count_opt_t inode; /* of the one that setns enters */
};

struct process_exec_failed {
	struct event common;
	struct text path;
	__u32 pad_;
};

struct kernel_module_load_failed {
	struct event common;
	char call[16]; /* init_module, finit_module */
	struct text path; /* of the file, where the call takes one */
	__u32 pad_;
};

struct kernel_module_free {
	struct event common;
	char name[64];
};

struct kernel_bpf_load {
	struct event common;
	__u32 prog_type;
	__u32 attach_type; /* as expected by the caller; 0 also where the type has none */
	char name[16];
	struct text tag; /* hexadecimal; of a program that was loaded */
	struct text target; /* function or tracepoint, where the program was loaded for one */
};

struct mem_wx {
	struct event common;
	__u64 address; /* where it is; where it was wanted when the call failed */
	bytes_t length;
	struct text path; /* of the file that mmap maps */
	mask_t prot;
};

struct process_usermodehelper {
	struct event common;
	struct text path;
	struct texts argv;
	count_opt_t wait; /* UMH_*: 0 = not for it */
	__u32 pad_;
};

/* ret is 0: a file that was made. */
struct file_create {
	struct event common;
	count64_opt_t inode;
	count_opt_t device; /* kernel-internal: major << 20 | minor */
	octal_t mode;
	struct text path;
	count_opt_t socket_pid; /* as in process_exec */
	struct address socket_local;
	struct address socket_remote;
	char fs_type[16];
};

struct file_mkdir {
	struct event common;
	struct text path;
	octal_t mode;
};

struct file_written {
	struct event common;
	__u64 inode;
	bytes_t size; /* at the end */
	__u32 device;
	struct text path;
};

struct file_rename {
	struct event common;
	struct text old_path;
	struct text new_path;
	mask_t rename_flags; /* RENAME_* */
	__u32 pad_;
};

struct file_link {
	struct event common;
	struct text old_path;
	struct text new_path;
};

struct file_symlink {
	struct event common;
	struct text target; /* as given */
	struct text path;
};

struct file_chmod {
	struct event common;
	struct text path;
	octal_t mode;
	octal_opt_t old_mode;
	__u32 pad_;
};

struct file_chown {
	struct event common;
	struct text path;
	id_t new_uid;
	id_t new_gid;
	__u32 pad_;
};

struct fs_mount {
	struct event common;
	struct text source;
	struct text target;
	struct text fs_type;
	struct text options;
	mask64_t mount_flags; /* MS_* of mount(2) */
	char call[16]; /* mount, move_mount */
};

struct fs_umount {
	struct event common;
	struct text target;
	mask_t umount_flags;
};

struct net_bind {
	struct event common;
	struct address local;
	short_opt_t type;
	short_opt_t protocol;
	struct text path; /* of a UNIX socket */
	__u32 pad_;
};

struct net_listen {
	struct event common;
	struct address local;
	short_opt_t type;
	short_opt_t protocol;
	struct text path; /* of a UNIX socket */
	__s32 backlog;
};

struct net_accept {
	struct event common;
	struct address local;
	struct address remote;
	short_opt_t type;
	short_opt_t protocol;
	struct text path; /* of a UNIX socket: the listener's */
};

struct net_dns {
	struct event common;
	struct address local;
	struct address remote;
	__u16 protocol;
	__u16 sent; /* 1 = by this host */
	struct blob message; /* as it was on the wire, without the transport's header */
	__u32 length; /* of the whole message */
	__u32 pad_;
};

/* Old and new ids, in the order that the kernel has them. */
struct cred_change {
	struct event common;
	mask64_t old_caps; /* effective */
	mask64_t new_caps;
	id_t old_uid;
	id_t new_uid;
	id_t old_euid;
	id_t new_euid;
	id_t old_suid;
	id_t new_suid;
	id_t old_fsuid;
	id_t new_fsuid;
	id_t old_gid;
	id_t new_gid;
	id_t old_egid;
	id_t new_egid;
};

struct cred_escalation {
	struct event common;
	mask64_t old_caps;
	mask64_t new_caps;
	id_t old_uid;
	id_t new_uid;
	id_t old_euid;
	id_t new_euid;
	id_t old_gid;
	id_t new_gid;
	__u32 shown_by; /* kind of the event at which it was noticed */
	__u32 pad_;
};

struct cred_capability {
	struct event common;
	__u32 capability;
	__u32 pad_;
};

#endif
