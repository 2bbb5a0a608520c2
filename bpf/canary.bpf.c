/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One tiny program for each class of hooks, which the recorder makes fire every few seconds: a
 * class can fall silent while its links still look healthy (ftrace or kprobes switched off).
 */
#include "event.bpf.h"

#define CHIRP(class)                                                                               \
	do {                                                                                       \
		if (bpf_get_current_pid_tgid() >> 32 == control.self)                              \
			__sync_fetch_and_add(&control.canary_##class, 1);                          \
	} while (0)

/* A thread that gives itself its own name. */
SEC("tp_btf/task_rename")
int canary_tp_btf(void *ctx)
{
	CHIRP(tp_btf);
	return 0;
}

SEC("raw_tp/task_rename")
int canary_raw_tp(void *ctx)
{
	CHIRP(raw_tp);
	return 0;
}

SEC("tp/task/task_rename")
int canary_tp(void *ctx)
{
	CHIRP(tracepoint);
	return 0;
}

/* A process that asks for its own group by its number: rare otherwise. */
SEC("fexit/security_task_getpgid")
int canary_fexit(void *ctx)
{
	CHIRP(fexit);
	return 0;
}

SEC("lsm/task_getpgid")
int canary_lsm(void *ctx)
{
	CHIRP(lsm);
	return 0;
}

SEC("kprobe/security_task_getpgid")
int canary_kprobe(void *ctx)
{
	CHIRP(kprobe);
	return 0;
}
