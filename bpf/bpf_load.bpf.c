/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* kernel.bpf_load. */
#include "syscall.bpf.h"

/* The part of union bpf_attr for BPF_PROG_LOAD that is looked at; what is not passed is 0. */
struct prog_load {
	u32 prog_type;
	u32 unused[11];
	char name[16];
	u32 ifindex;
	u32 attach_type;
};

/* The program behind a descriptor of the current process, or NULL. */
static __always_inline struct bpf_prog *prog_of(u32 fd)
{
	struct file *file = file_of(fd);
	char name[8] = {};

	if (!file)
		return NULL;
	read_kernel(name, sizeof(name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
	/* Another thread may have closed the descriptor and opened something else. */
	if (__builtin_memcmp(name, "bpf-prog", sizeof(name)))
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

static __always_inline void write_tag(char *to, struct bpf_prog *prog)
{
	u8 tag[8];

	GET_ARRAY(false, tag, prog, tag);
	for (int i = 0; i < 16; i++) {
		u8 digit = (i & 1) ? tag[i / 2] & 15 : tag[i / 2] >> 4;

		to[i] = digit < 10 ? '0' + digit : 'a' + digit - 10;
	}
}

struct bpf_load_record {
	struct kernel_bpf_load e;
	char tag[16];
	char target[64];
};

/* In scratch memory, for the stack's sake. */
static __noinline int on_bpf_load(struct call *call)
{
	struct prog_load attr = {};
	struct bpf_load_record *r;
	struct bpf_prog *prog;
	u64 size = call->arg[2];
	struct scratch *s;
	long n;

	if ((u32)call->arg[0] != BPF_PROG_LOAD || !wanted(KIND_KERNEL_BPF_LOAD))
		return 0;
	s = scratch_begin(call->slot);
	if (!s)
		return 0;
	r = (void *)s->data;
	__builtin_memset(r, 0, sizeof(*r));
	if (size > sizeof(attr))
		size = sizeof(attr);
	bpf_probe_read_user(&attr, size, (void *)call->arg[1]);
	fill_through(s, &r->e.common, KIND_KERNEL_BPF_LOAD, CALL_FLAGS, call->ret);
	r->e.prog_type = attr.prog_type;
	r->e.attach_type = attr.attach_type;
	__builtin_memcpy(r->e.name, attr.name, sizeof(attr.name));
	prog = call->ret >= 0 ? prog_of(call->ret) : NULL;
	if (prog) {
		r->e.tag.off = __builtin_offsetof(typeof(*r), tag);
		r->e.tag.len = sizeof(r->tag);
		write_tag(r->tag, prog);
		n = copy_kernel_string(r->target, sizeof(r->target), attached_to(prog));
		if (n > 1) {
			r->e.target.off = __builtin_offsetof(typeof(*r), target);
			r->e.target.len = n - 1;
		}
	}
	submit(r, sizeof(*r), KIND_KERNEL_BPF_LOAD);
	return done();
}
