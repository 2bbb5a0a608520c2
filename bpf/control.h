/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the recorder tells the programs. The build reads these layouts too. */
#ifndef SONDE_CONTROL_H
#define SONDE_CONTROL_H

/* Before load; constants to the verifier, which drops the branches not taken. */
struct config {
	__u64 judged_late; /* bit per enum kind: by what the event carries, so once it is built */
	__u32 cpus; /* possible ones: copies of the per-CPU tables */
	__u8 typed_task; /* bpf_get_current_task_btf() works */
	__u8 task_pt_regs; /* bpf_task_pt_regs() works */
	__u8 probe_reads; /* bpf_probe_read_kernel() works: not under lockdown=confidentiality */
	__u8 filters; /* bit per enum filter that has rules */
	__u8 watch_creds; /* cred.escalation is asked for */
	__u8 all_creds; /* cred.change: not only what gains */
	__u8 helpers_by_exec; /* process.usermodehelper: from the programs that run */
	__u8 includes; /* bit per enum filter: only what one of its rules accepts */
	__u8 perf; /* records go through perf buffers, one per CPU: no ring buffer before 5.8 */
	__u8 unix_sockets; /* UNIX sockets are wanted */
	__u8 x32; /* the kernel takes x32 calls */
	__u8 walk_steps; /* to the root of a path, names and mounts, at most */
	__u64 boot_offset; /* ns from the monotonic to the boot clock, when sonde started */
	/*
	 * Bit per enum kind: points that are watched at the end of system calls. In two, each of which an
	 * instruction has room for: lib/hook/constants.ts.
	 */
	__u32 at_sys_exit_low;
	__u32 at_sys_exit_high;
};

/* What there are rules about, beside processes and their descendants. */
enum filter {
	FILTER_COMM,
	FILTER_UID,
	FILTER_MNTNS,
	FILTER_CGROUP,
	FILTER_PATH,
	FILTER_PORT,
};

enum verdict {
	VERDICT_NONE, /* no rule */
	VERDICT_ACCEPT,
	VERDICT_REJECT,
};

/* Key of the rules that name one value exactly. */
struct rule_key {
	__u64 filter; /* enum filter */
	__u64 value[2]; /* a number and 0, or a comm */
};

/* Key of the rules about paths: the longest one that fits decides. */
#define PATH_KEY_MAX 256

struct path_key {
	__u32 bits;
	char text[PATH_KEY_MAX];
};

/* Where in a record what the late filters judge is; 0: it has none. */
struct carried {
	__u8 path[2]; /* struct text */
	__u8 address[2]; /* struct address */
};

/* While they run. The recorder writes what comes before `unfollowed`. */
struct control {
	__u64 enabled; /* bit per enum kind */
	__u32 self; /* thread group of the recorder: never recorded */
	__u32 follow; /* keep the map tree, and record what it says */
	__u32 strangers; /* record processes that are not in the tree, too */
	__u32 adopt; /* the recorder's next child becomes the tree's root */
	__u32 testing; /* what the tree does is counted as fired and not recorded */
	__u32 unfollowed; /* counted here: processes that the full map could not take */
	__u32 namespace_changes; /* and calls that gave a thread other namespaces */
	__u32 canary_tp_btf; /* and times that the canary of a class fired */
	__u32 canary_raw_tp;
	__u32 canary_tracepoint;
	__u32 canary_fexit;
	__u32 canary_lsm;
	__u32 canary_kprobe;
};

#endif
