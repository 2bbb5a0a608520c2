/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * file.written: the last close of a file that was open for writing, if its content changed since:
 * what is compared is its size and times when it was opened, and whether a shared mapping of it
 * could be written. What the open itself has made was empty then, and is not kept: its size tells, and
 * its path goes as far up as mounts do, as its process's did. Once per open file description, in
 * whatever way the last reference goes: close(2) does not pass filp_close any more since
 * 021a160abf62, 6.6; all end in __fput.
 *
 * Times are those of the kernel's tick before 6.13: a file that is written again within the same
 * few milliseconds, with as many bytes, looks unchanged.
 */
#include "create.bpf.h"

struct opened {
	u64 size;
	u64 mtime;
	u64 ctime;
	u64 inode; /* its address: an open that fails later on may end without a close */
	struct location root; /* of who opened it: when a process ends, its last closes have none */
	u64 mapped;
};

/* By struct file. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, struct opened);
} opened SEC(".maps");

static __always_inline bool is_regular(bool typed, struct inode *inode)
{
	return (GET(typed, inode, i_mode) & S_IFMT) == S_IFREG;
}

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* A mount that the kernel made for itself is in no namespace: its mnt_ns is an error since df820f8de4e4, 5.8. */
static __always_inline bool is_internal(bool typed, struct file *file)
{
	struct mount *mount = mount_of(GET(typed, file, f_path.mnt));
	s64 ns = (s64)BPF_CORE_READ(mount, mnt_ns);

	return ns >= -4095 && ns < 0;
}

/* A layer of an overlayfs is opened with the credentials of whoever mounted it, to copy a file up. */
static __always_inline bool has_others_creds(bool typed, struct task_struct *task)
{
	return GET(typed, task, cred) != GET(typed, task, real_cred);
}

/* A path up to this root is the same as one as far up as mounts go, which need not be remembered. */
static __always_inline bool is_top(const struct location *root)
{
	struct vfsmount *mnt = (void *)root->mnt;
	struct mount *mount = mount_of(mnt), *parent;

	if (root->dentry != (u64)BPF_CORE_READ(mnt, mnt_root))
		return false;
	parent = BPF_CORE_READ(mount, mnt_parent);
	if (parent == mount)
		return true;
	return BPF_CORE_READ(mount, mnt_mountpoint) == BPF_CORE_READ(parent, mnt.mnt_root) &&
	       BPF_CORE_READ(parent, mnt_parent) == parent;
}

#define NO_ROOT 1 /* as far up as mounts go */

static __always_inline void remember(bool typed, struct file *file, u32 mode)
{
	bool typed_current = typed && typed_task();
	struct task_struct *task = current_task(typed_current);
	struct inode *inode = GET(typed, file, f_inode);
	struct opened o = {};
	u64 key = (u64)file;
	bool internal, fresh;

	if (!(mode & FMODE_WRITE) || mode & FMODE_NOACCOUNT || !is_regular(typed, inode) ||
	    !interesting(KIND_FILE_WRITTEN))
		return;
	internal = is_internal(typed, file);
	if (internal && has_others_creds(typed_current, task))
		return;
	read_root(typed_current, task, &o.root);
	fresh = mode & FMODE_CREATED && !internal;
	if (fresh && is_top(&o.root))
		return;
	o.inode = (u64)inode;
	o.size = GET(typed, inode, i_size);
	o.mtime = inode_mtime(typed, inode);
	o.ctime = inode_ctime(typed, inode);
	/* What does not fit, and is not made by the open, is looked for in vain when it is closed: it counts now, changed or not. */
	if (bpf_map_update_elem(&opened, &key, &o, BPF_ANY) && !fresh && wanted(KIND_FILE_WRITTEN))
		count_lost(KIND_FILE_WRITTEN, LOSS_MAP);
}

/* o: NULL for what is new. */
static __always_inline bool changed(bool typed, struct opened *o, struct inode *inode, u64 size)
{
	if (!o)
		return size;
	if (!size && !o->size)
		return false; /* was and is empty, whatever was done to its times */
	return o->mapped || size != o->size || inode_mtime(typed, inode) != o->mtime ||
	       inode_ctime(typed, inode) != o->ctime;
}

static __always_inline void written(bool typed, struct scratch *s, struct file *file,
				    struct inode *inode, u64 size, struct opened *o)
{
	struct file_written *e = (void *)s->data;
	u32 len;

	__builtin_memset(e, 0, sizeof(*e));
	e->inode = GET(typed, inode, i_ino);
	e->device = FOLLOW(typed, inode, i_sb, s_dev);
	e->size = size;
	s->root.dentry = o ? o->root.dentry : NO_ROOT;
	s->root.mnt = o ? o->root.mnt : 0;
	len = placed(&e->path, sizeof(*e), append_file_path(typed, s, sizeof(*e), file));
	fill(&e->common, KIND_FILE_WRITTEN, s->truncated, 0);
	submit_up_to(e, len, sizeof(s->data), KIND_FILE_WRITTEN);
}

/* Was it empty when this open made it, by a process whose root was the top? */
static __always_inline bool is_new(bool typed, struct file *file, u32 mode, struct inode *inode)
{
	return mode & FMODE_CREATED && !(mode & FMODE_NOACCOUNT) && is_regular(typed, inode) &&
	       !is_internal(typed, file);
}

static __always_inline int on_fput(bool typed, struct file *file, u32 mode)
{
	struct opened *found, *o;
	u64 key = (u64)file, size = 0;
	struct inode *inode;
	struct scratch *s;
	bool told = false;

	if (!(mode & FMODE_WRITE))
		return 0;
	found = bpf_map_lookup_elem(&opened, &key);
	inode = GET(typed, file, f_inode);
	o = found && found->inode == (u64)inode ? found : NULL;
	if (o || is_new(typed, file, mode, inode)) {
		size = GET(typed, inode, i_size);
		told = changed(typed, o, inode, size) && wanted(KIND_FILE_WRITTEN);
	}
	if (told) {
		s = take_scratch();
		if (s) {
			written(typed, s, file, inode, size, o);
			give_back(s);
		} else {
			count_lost(KIND_FILE_WRITTEN, LOSS_SCRATCH);
		}
	}
	if (found)
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
		remember(door == DOOR_FUNCTION, file, mode);
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
	return on_fput(true, file, file->f_mode);
}

SEC("kprobe/__fput")
int __fput_kprobe(struct pt_regs *regs)
{
	struct file *file = (void *)FIRST(regs);

	return on_fput(false, file, BPF_CORE_READ(file, f_mode));
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
