/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* mem.wx: memory that may be written and executed, by mmap or a later change. */
#include "syscall.bpf.h"

/* An address may look negative in 32 bits; only the last page's worth are errors. */
static __always_inline bool is_error(s64 ret)
{
	return ret < 0 && ret >= -4095;
}

static __noinline int on_wx(struct call *call, u32 body)
{
	u64 address = call->arg[0], length = call->arg[1];
	u32 prot = call->arg[2], flags = call->arg[3], fd;
	s64 ret = call->ret;
	struct file *file = NULL;
	struct mem_wx *e;
	struct scratch *s;
	bool compat = is_compat(typed_task(), current_task(typed_task()));
	bool indirect = body == BODY_MMAP && compat; /* i386's, replaced by mmap2 */
	u32 args[5] = {};
	u32 len = 0;

	if (indirect) {
		bpf_probe_read_user(args, sizeof(args), (void *)call->arg[0]);
		address = args[0];
		length = args[1];
		prot = args[2];
		flags = args[3];
	}
	if ((prot & (PROT_WRITE | PROT_EXEC)) != (PROT_WRITE | PROT_EXEC) || !wanted(KIND_MEM_WX))
		return 0;
	if (body != BODY_MPROTECT) {
		if (!is_error(ret))
			address = ret = compat ? (u32)ret : ret;
		fd = indirect ? args[4] : fifth_argument(call->compat);
		if (!(flags & MAP_ANONYMOUS))
			file = file_of(fd);
	}
	s = scratch_begin(SLOT_SYS_EXIT);
	if (!s)
		return 0;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->address = address;
	e->length = length;
	e->prot = prot;
	if (file) {
		len = append_file_path(false, s, sizeof(*e), file);
		e->path.off = len ? sizeof(*e) : 0;
		e->path.len = len;
	}
	fill_call(&e->common, KIND_MEM_WX, EVENT_HAS_RET | s->truncated, ret);
	submit_up_to(e, sizeof(*e) + len, sizeof(s->data), KIND_MEM_WX);
	return done();
}
