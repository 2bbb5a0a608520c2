/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* kernel.module_load: after success. */
#include "path.bpf.h"

static __always_inline int on_module_load(const char *name, u64 taints)
{
	struct {
		struct kernel_module_load e;
		char name[64];
	} r = {};
	long n;

	if (!wanted(KIND_KERNEL_MODULE_LOAD))
		return 0;
	fill(&r.e.common, KIND_KERNEL_MODULE_LOAD, 0, 0);
	r.e.taints = taints;
	n = bpf_probe_read_kernel_str(r.name, sizeof(r.name), name);
	if (n > 1) {
		r.e.name.off = sizeof(r.e);
		r.e.name.len = n - 1;
	}
	submit(&r, sizeof(r), KIND_KERNEL_MODULE_LOAD);
	return 0;
}

SEC("tp_btf/module_load")
int BPF_PROG(module_load_tp_btf, struct module *module)
{
	return on_module_load(module->name, BPF_CORE_READ(module, taints));
}

SEC("raw_tp/module_load")
int BPF_PROG(module_load_raw_tp, struct module *module)
{
	return on_module_load(module->name, BPF_CORE_READ(module, taints));
}

SEC("tp/module/module_load")
int module_load_tp(struct trace_event_raw_module_load *args)
{
	return on_module_load((void *)args + (args->__data_loc_name & 0xffff), args->taints);
}
