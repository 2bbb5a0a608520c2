/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The object: all areas in one, so that they share maps and are loaded in one go. */
#include "exec.bpf.c"
#include "usermodehelper.bpf.c"
#include "process.bpf.c"
#include "kernel.bpf.c"
#include "sys_exit.bpf.c"
#include "written.bpf.c"
#include "canary.bpf.c"

/*
 * Run once each by the recorder and by the child of its self-test, not attached: only here is the
 * caller known as the initial pid namespace has it.
 */
SEC("raw_tp")
int whoami(void *ctx)
{
	control.self = bpf_get_current_pid_tgid() >> 32;
	return 0;
}

SEC("raw_tp")
int enlist(void *ctx)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;
	u32 member = MEMBER_IN;

	bpf_map_update_elem(&tree, &pid, &member, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* Keeps every layout in the object's BTF, from which the build generates its TypeScript. */
#define LAYOUT(type, name) type *layout_##name SEC(".layouts")

LAYOUT(struct process, process);
LAYOUT(struct process_exec, exec);
LAYOUT(struct process_fork, fork);
LAYOUT(struct process_exit, exit);
LAYOUT(struct process_rename, rename);
LAYOUT(struct file_open, open);
LAYOUT(struct file_unlink, unlink);
LAYOUT(struct net_connect, connect);
LAYOUT(struct kernel_module_load, module_load);
LAYOUT(struct process_setsid, setsid);
LAYOUT(struct process_signal, signal);
LAYOUT(struct process_ptrace, ptrace);
LAYOUT(struct process_vm_write, vm_write);
LAYOUT(struct process_memfd, memfd);
LAYOUT(struct process_namespace, namespace);
LAYOUT(struct process_exec_failed, exec_failed);
LAYOUT(struct kernel_module_load_failed, module_load_failed);
LAYOUT(struct kernel_module_free, module_free);
LAYOUT(struct kernel_bpf_load, bpf_load);
LAYOUT(struct mem_wx, wx);
LAYOUT(struct process_usermodehelper, process_usermodehelper);
LAYOUT(struct file_create, file_create);
LAYOUT(struct file_mkdir, file_mkdir);
LAYOUT(struct file_written, file_written);
LAYOUT(struct file_rename, file_rename);
LAYOUT(struct file_link, file_link);
LAYOUT(struct file_symlink, file_symlink);
LAYOUT(struct file_chmod, file_chmod);
LAYOUT(struct file_chown, file_chown);
LAYOUT(struct fs_mount, fs_mount);
LAYOUT(struct fs_umount, fs_umount);
LAYOUT(struct net_bind, net_bind);
LAYOUT(struct net_listen, net_listen);
LAYOUT(struct net_accept, net_accept);
LAYOUT(struct net_dns, net_dns);
LAYOUT(struct cred_change, cred_change);
LAYOUT(struct cred_escalation, cred_escalation);
LAYOUT(struct cred_capability, cred_capability);
LAYOUT(struct net_connected, net_connected);
LAYOUT(enum kind, kinds);
LAYOUT(enum event_flag, flags);
LAYOUT(enum exe_flag, exe_flags);
LAYOUT(enum loss, losses);
LAYOUT(struct point_counts, counts);
LAYOUT(struct ids, ids);
LAYOUT(struct config, config);
LAYOUT(struct control, control);
LAYOUT(enum slot, slots);
LAYOUT(enum body, bodies);
LAYOUT(enum member, members);
LAYOUT(enum filter, filters);
LAYOUT(enum verdict, verdicts);
LAYOUT(struct rule_key, rule_key);
LAYOUT(struct path_key, path_key);
LAYOUT(struct carried, carried);
