/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * file.written: the last close of a file that was open for writing, if its content changed since:
 * what is compared is its size and times when it was opened, and whether a shared mapping of it
 * could be written. Once per open file description, in whatever way the last reference goes:
 * close(2) does not pass filp_close any more since 021a160abf62, 6.6; all end in __fput.
 *
 * Times are those of the kernel's tick before 6.13: a file that is written again within the same
 * few milliseconds, with as many bytes, looks unchanged.
 */
#include "create.bpf.h"

struct opened {
	u64 size;
	u64 mtime;
	u64 ctime;
	u64 root; /* of the process that opened it: when a process ends, its last closes have none */
	u64 root_mnt;
	u64 mapped;
};

/* By struct file. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, struct opened);
} opened SEC(".maps");

static __always_inline bool is_regular(struct inode *inode)
{
	return (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFREG;
}

/*
 * A layer of an overlayfs, which it opens itself to copy a file up: with the credentials of whoever
 * mounted it, in a mount that is in no namespace (its mnt_ns is an error since df820f8de4e4, 5.8).
 */
static __always_inline bool in_layer(struct task_struct *task, struct file *file)
{
	void *mount =
		(void *)BPF_CORE_READ(file, f_path.mnt) - bpf_core_field_offset(struct mount, mnt);
	s64 ns = (s64)BPF_CORE_READ((struct mount *)mount, mnt_ns);

	return ns >= -4095 && ns < 0 && BPF_CORE_READ(task, cred) != BPF_CORE_READ(task, real_cred);
}

static __always_inline void remember(struct file *file, u32 mode)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct opened o = {};
	u64 key = (u64)file;

	if (!(mode & FMODE_WRITE) || mode & FMODE_NOACCOUNT || !is_regular(inode) ||
	    !interesting(KIND_FILE_WRITTEN) || in_layer(task, file))
		return;
	o.size = BPF_CORE_READ(inode, i_size);
	o.mtime = inode_mtime(false, inode);
	o.ctime = inode_ctime(inode);
	o.root = (u64)BPF_CORE_READ(task, fs, root.dentry);
	o.root_mnt = (u64)BPF_CORE_READ(task, fs, root.mnt);
	/* What does not fit is looked for in vain when it is closed: it counts now, changed or not. */
	if (bpf_map_update_elem(&opened, &key, &o, BPF_ANY) && wanted(KIND_FILE_WRITTEN))
		count_lost(KIND_FILE_WRITTEN, LOSS_MAP);
}

static __always_inline bool changed(struct opened *o, struct inode *inode, u64 size)
{
	if (!size && !o->size)
		return false; /* was and is empty, whatever was done to its times */
	return o->mapped || size != o->size || inode_mtime(false, inode) != o->mtime ||
	       inode_ctime(inode) != o->ctime;
}

static __always_inline void written(s32 slot, struct file *file, struct inode *inode, u64 size,
				    struct opened *o)
{
	struct scratch *s = scratch_begin(slot);
	struct file_written *e;
	u32 len;

	if (!s)
		return;
	e = (void *)s->data;
	__builtin_memset(e, 0, sizeof(*e));
	e->inode = BPF_CORE_READ(inode, i_ino);
	e->device = BPF_CORE_READ(inode, i_sb, s_dev);
	e->size = size;
	s->root = o->root;
	s->root_mnt = o->root_mnt;
	len = placed(&e->path, sizeof(*e), append_file_path(slot, sizeof(*e), file));
	fill(&e->common, KIND_FILE_WRITTEN, s->truncated, 0);
	submit_up_to(e, len, sizeof(s->data), KIND_FILE_WRITTEN);
}

static __always_inline int on_fput(struct file *file, u32 mode)
{
	u64 key = (u64)file, size;
	struct inode *inode;
	struct opened *o;
	s32 slot;

	if (!(mode & FMODE_WRITE))
		return 0;
	o = bpf_map_lookup_elem(&opened, &key);
	if (!o)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	size = BPF_CORE_READ(inode, i_size);
	if (changed(o, inode, size) && wanted(KIND_FILE_WRITTEN)) {
		slot = take_slot();
		if (slot < 0) {
			count_lost(KIND_FILE_WRITTEN, LOSS_SCRATCH);
		} else {
			written(slot, file, inode, size, o);
			give_back(slot);
		}
	}
	bpf_map_delete_elem(&opened, &key);
	return 0;
}

static __always_inline void mapped(struct file *file)
{
	u64 key = (u64)file;
	struct opened *o = bpf_map_lookup_elem(&opened, &key);

	if (o)
		o->mapped = 1;
}

static __always_inline int on_mmap(struct file *file, u64 prot, u64 flags)
{
	/* MAP_SHARED, MAP_SHARED_VALIDATE */
	if (file && prot & PROT_WRITE && flags & 1)
		mapped(file);
	return 0;
}

static __always_inline int on_mprotect(struct vm_area_struct *vma, u64 prot)
{
	if (prot & PROT_WRITE && BPF_CORE_READ(vma, vm_flags) & VM_SHARED)
		mapped(BPF_CORE_READ(vma, vm_file));
	return 0;
}

static __always_inline int on_security_file_open(enum door door, struct file *file, u32 mode)
{
	if (serves(door, KIND_FILE_WRITTEN))
		remember(file, mode);
	return on_file_open(door, file, mode);
}

SEC("fentry/security_file_open")
int BPF_PROG(security_file_open_fentry, struct file *file)
{
	return on_security_file_open(DOOR_FUNCTION, file, file->f_mode);
}

SEC("kprobe/security_file_open")
int security_file_open_kprobe(struct pt_regs *regs)
{
	struct file *file = (void *)FIRST(regs);

	return on_security_file_open(DOOR_KPROBE, file, BPF_CORE_READ(file, f_mode));
}

SEC("fentry/__fput")
int BPF_PROG(__fput_fentry, struct file *file)
{
	return on_fput(file, file->f_mode);
}

SEC("kprobe/__fput")
int __fput_kprobe(struct pt_regs *regs)
{
	struct file *file = (void *)FIRST(regs);

	return on_fput(file, BPF_CORE_READ(file, f_mode));
}

SEC("fentry/security_mmap_file")
int BPF_PROG(security_mmap_file_fentry, struct file *file, unsigned long prot, unsigned long flags)
{
	return on_mmap(file, prot, flags);
}

SEC("kprobe/security_mmap_file")
int security_mmap_file_kprobe(struct pt_regs *regs)
{
	return on_mmap((void *)FIRST(regs), SECOND(regs), THIRD(regs));
}

SEC("fentry/security_file_mprotect")
int BPF_PROG(security_file_mprotect_fentry, struct vm_area_struct *vma, unsigned long asked,
	     unsigned long prot)
{
	return on_mprotect(vma, prot);
}

SEC("kprobe/security_file_mprotect")
int security_file_mprotect_kprobe(struct pt_regs *regs)
{
	return on_mprotect((void *)FIRST(regs), THIRD(regs));
}
