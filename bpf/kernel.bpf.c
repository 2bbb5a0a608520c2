/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* kernel.module_load: after success; kernel.module_load_failed, kernel.module_free. */
#include "pending.bpf.h"

#if defined(__TARGET_ARCH_x86)
#define NR_FINIT_MODULE(compat) ((compat) ? 350 : 313)
#define NR_INIT_MODULE(compat) ((compat) ? 128 : 175)
#else
#define NR_FINIT_MODULE(compat) ((compat) ? 379 : 273)
#define NR_INIT_MODULE(compat) ((compat) ? 128 : 105)
#endif

/* As struct module has it (MODULE_NAME_LEN), with its NUL. */
struct module_name {
	char text[56];
};

/* Which of the two calls the current process is in, and the file that it was given. */
static __always_inline u32 current_module_call(u32 *fd)
{
	bool typed = !reads_kernel();
	bool compat = is_compat(typed, current_task(typed));
	struct pt_regs *regs = current_regs();
	u32 nr = call_number(typed, regs) & ~X32_BIT;

#if defined(__TARGET_ARCH_x86)
	*fd = compat ? GET(typed, regs, bx) : GET(typed, regs, di);
#else
	*fd = GET(typed, regs, orig_x0);
#endif
	if (nr == NR_FINIT_MODULE(compat))
		return BODY_FINIT_MODULE;
	return nr == NR_INIT_MODULE(compat) ? BODY_INIT_MODULE : BODY_NONE;
}

static __always_inline void set_module_call(char *call, u32 body)
{
	if (body == BODY_FINIT_MODULE)
		__builtin_memcpy(call, "finit_module", 13);
	else if (body == BODY_INIT_MODULE)
		__builtin_memcpy(call, "init_module", 12);
}

/* The name has all the room that it may need: the path's place does not depend on its length. */
struct module_load_record {
	struct kernel_module_load e;
	struct module_name name;
};

static __always_inline int on_module_load(struct module_name *name, u64 taints)
{
	u32 body, fd, len = sizeof(struct module_load_record);
	struct module_load_record *r;
	struct scratch *s;

	if (!wanted(KIND_KERNEL_MODULE_LOAD))
		return 0;
	s = scratch_begin(SLOT_MODULE_LOAD);
	if (!s)
		return 0;
	r = (void *)s->data;
	__builtin_memset(&r->e, 0, sizeof(r->e));
	r->name = *name;
	r->e.taints = taints;
	r->e.name.off = name->text[0] ? sizeof(r->e) : 0;
	/* In memory, where the verifier does not follow its value. */
	for (u32 i = 0; i < sizeof(*name) && name->text[i]; i++)
		KEPT(r->e.name.len) = i + 1;
	body = current_module_call(&fd);
	set_module_call(r->e.call, body);
	if (body == BODY_FINIT_MODULE)
		len = placed(&r->e.path, len, append_file_path(false, s, len, file_of(fd)));
	fill(&r->e.common, KIND_KERNEL_MODULE_LOAD, s->truncated, 0);
	submit_up_to(r, len, sizeof(s->data), KIND_KERNEL_MODULE_LOAD);
	return 0;
}

SEC("tp_btf/module_load")
int BPF_PROG(module_load_tp_btf, struct module *module)
{
	bool typed = !reads_kernel();
	struct module_name name;

	GET_ARRAY(typed, &name, module, name);
	return on_module_load(&name, GET(typed, module, taints));
}

SEC("raw_tp/module_load")
int BPF_PROG(module_load_raw_tp, struct module *module)
{
	struct module_name name;

	GET_ARRAY(false, &name, module, name);
	return on_module_load(&name, BPF_CORE_READ(module, taints));
}

SEC("tp/module/module_load")
int module_load_tp(struct trace_event_raw_module_load *args)
{
	struct module_name name = {};

	bpf_probe_read_kernel_str(&name, sizeof(name),
				  (void *)args + (args->__data_loc_name & 0xffff));
	return deliver(args, on_module_load(&name, args->taints));
}

/* No hook knows the name of what was not loaded. */
static __noinline int on_module_load_failed(struct call *call, u32 body)
{
	struct kernel_module_load_failed *e;
	struct scratch *s;
	u32 len = 0;

	if (call->ret >= 0 || !wanted(KIND_KERNEL_MODULE_LOAD_FAILED))
		return 0;
	s = scratch_begin(SLOT_SYS_EXIT);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	set_module_call(e->call, body);
	if (body == BODY_FINIT_MODULE)
		len = append_file_path(false, s, sizeof(*e), file_of(call->arg[0]));
	e->path.off = len ? sizeof(*e) : 0;
	e->path.len = len;
	fill_call(&e->common, KIND_KERNEL_MODULE_LOAD_FAILED, EVENT_HAS_RET | s->truncated,
		  call->ret);
	submit_up_to(e, sizeof(*e) + len, sizeof(s->data), KIND_KERNEL_MODULE_LOAD_FAILED);
	return done();
}

static __always_inline int on_module_free(struct module_name *name)
{
	struct kernel_module_free e = {};

	if (!wanted(KIND_KERNEL_MODULE_FREE))
		return 0;
	fill(&e.common, KIND_KERNEL_MODULE_FREE, 0, 0);
	__builtin_memcpy(e.name, name, sizeof(*name));
	submit(&e, sizeof(e), KIND_KERNEL_MODULE_FREE);
	return 0;
}

SEC("tp_btf/module_free")
int BPF_PROG(module_free_tp_btf, struct module *module)
{
	struct module_name name;

	GET_ARRAY(!reads_kernel(), &name, module, name);
	return on_module_free(&name);
}

SEC("raw_tp/module_free")
int BPF_PROG(module_free_raw_tp, struct module *module)
{
	struct module_name name;

	GET_ARRAY(false, &name, module, name);
	return on_module_free(&name);
}

SEC("tp/module/module_free")
int module_free_tp(struct trace_event_raw_module_free *args)
{
	struct module_name name = {};

	bpf_probe_read_kernel_str(&name, sizeof(name),
				  (void *)args + (args->__data_loc_name & 0xffff));
	return deliver(args, on_module_free(&name));
}
