/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the recorder tells the programs. The build reads these layouts too. */
#ifndef SONDE_CONTROL_H
#define SONDE_CONTROL_H

/* Before load; constants to the verifier, which drops the branches not taken. */
struct config {
	__u32 cpus; /* possible ones: copies of the per-CPU tables */
	__u8 typed_task; /* bpf_get_current_task_btf() works */
	__u8 task_pt_regs; /* bpf_task_pt_regs() works */
	__u8 kernel_reads; /* bpf_probe_read_kernel() works: not under lockdown=confidentiality */
	__u8 pad[1];
};

/* While they run. The recorder writes what comes before `unfollowed`. */
struct control {
	__u64 enabled; /* bit per enum kind */
	__u32 self; /* thread group of the recorder: never recorded */
	__u32 follow; /* record only the processes in the map tree */
	__u32 adopt; /* the recorder's next child becomes the tree's root */
	__u32 testing; /* what the tree does is counted as fired and not recorded */
	__u32 unfollowed; /* counted here: processes that the full map could not take */
	__u32 pad;
};

#endif
