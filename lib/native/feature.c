// SPDX-License-Identifier: Apache-2.0
/*
 * What libbpf finds out about the kernel, but for one answer. It takes a kernel that refuses
 * bpf_probe_read_kernel() for one from before 5.5, which had one helper for both kinds of memory,
 * and has user memory read by that one too. Under lockdown=confidentiality only kernel memory is
 * forbidden, and that helper with it.
 */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#include <unistd.h>
#include "bpf.h"
#include "libbpf.h"
#include "libbpf_internal.h"
#include "sonde.h"

bool __real_feat_supported(struct kern_feature_cache *cache, enum kern_feature_id feature);
bool __wrap_feat_supported(struct kern_feature_cache *cache, enum kern_feature_id feature);

static bool loads_probe_read_user(void)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 10 },
		{ .code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 1, .imm = -8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2, .imm = 8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3 },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_probe_read_user },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, NULL, "GPL", code,
			       sizeof(code) / sizeof(*code), NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* libbpf asks for every call of these helpers in every program: the kernel is asked once. */
bool __wrap_feat_supported(struct kern_feature_cache *cache, enum kern_feature_id feature)
{
	static enum { UNKNOWN, NO, YES } user_reads;

	if (__real_feat_supported(cache, feature))
		return true;
	if (feature != FEAT_PROBE_READ_KERN)
		return false;
	if (user_reads == UNKNOWN)
		user_reads = loads_probe_read_user() ? YES : NO;
	return user_reads == YES;
}
