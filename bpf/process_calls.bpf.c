/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* process.setsid: at the end of their system calls. */
#include "syscall.bpf.h"

static __noinline int on_setsid(struct call *call)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct process_setsid e = {};

	if (!wanted(KIND_PROCESS_SETSID))
		return 0;
	fill(&e.common, KIND_PROCESS_SETSID, EVENT_HAS_RET, call->ret);
	if (call->ret >= 0)
		e.sid = BPF_CORE_READ(task, signal, pids[PIDTYPE_SID], numbers[0].nr);
	submit(&e, sizeof(e), KIND_PROCESS_SETSID);
	return 0;
}
