/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What happens to names: file.rename, file.link, file.symlink, file.unlink, file.mkdir, and
 * file.create by mknod.
 *
 * security_path_* has the path with its mount, and is not called again for the layers of an
 * overlayfs; the function around it (do_renameat2 and the like, filename_* from 7.0 on) has the outcome
 * and is called for io_uring too. What failed before the first one has the path as passed.
 */
#include "resolved.bpf.h"

SEC("fentry/security_path_rename")
int BPF_PROG(security_path_rename_fentry, struct path *old_dir, struct dentry *old,
	     struct path *new_dir, struct dentry *new, u32 flags)
{
	return path_rename(DOOR_FUNCTION, old_dir, old, new_dir, new, flags);
}

SEC("kprobe/security_path_rename")
int security_path_rename_kprobe(struct pt_regs *regs)
{
	return path_rename(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			   (void *)THIRD(regs), (void *)FOURTH(regs), FIFTH(regs));
}

SEC("fentry/security_path_link")
int BPF_PROG(security_path_link_fentry, struct dentry *old, struct path *dir, struct dentry *new)
{
	return path_link(DOOR_FUNCTION, old, dir, new);
}

SEC("kprobe/security_path_link")
int security_path_link_kprobe(struct pt_regs *regs)
{
	return path_link(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			 (void *)THIRD(regs));
}

SEC("fentry/security_path_symlink")
int BPF_PROG(security_path_symlink_fentry, struct path *dir, struct dentry *dentry)
{
	return path_symlink(DOOR_FUNCTION, dir, dentry, string_argument(ctx, 2));
}

SEC("kprobe/security_path_symlink")
int security_path_symlink_kprobe(struct pt_regs *regs)
{
	return path_symlink(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs),
			    (void *)THIRD(regs));
}

SEC("fentry/security_path_unlink")
int BPF_PROG(security_path_unlink_fentry, struct path *dir, struct dentry *dentry)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_UNLINK, dir, dentry, false);
}

SEC("kprobe/security_path_unlink")
int security_path_unlink_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_UNLINK, (void *)FIRST(regs), (void *)SECOND(regs),
			false);
}

SEC("fentry/security_path_rmdir")
int BPF_PROG(security_path_rmdir_fentry, struct path *dir, struct dentry *dentry)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_UNLINK, dir, dentry, true);
}

SEC("kprobe/security_path_rmdir")
int security_path_rmdir_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_UNLINK, (void *)FIRST(regs), (void *)SECOND(regs),
			true);
}

SEC("fentry/security_path_mkdir")
int BPF_PROG(security_path_mkdir_fentry, struct path *dir, struct dentry *dentry, u16 mode)
{
	return one_path(DOOR_FUNCTION, KIND_FILE_MKDIR, dir, dentry, mode);
}

SEC("kprobe/security_path_mkdir")
int security_path_mkdir_kprobe(struct pt_regs *regs)
{
	return one_path(DOOR_KPROBE, KIND_FILE_MKDIR, (void *)FIRST(regs), (void *)SECOND(regs),
			THIRD(regs));
}

SEC("fentry/security_path_mknod")
int BPF_PROG(security_path_mknod_fentry, struct path *dir, struct dentry *dentry, u16 mode)
{
	return path_mknod(DOOR_FUNCTION, dir, dentry, mode);
}

SEC("kprobe/security_path_mknod")
int security_path_mknod_kprobe(struct pt_regs *regs)
{
	return path_mknod(DOOR_KPROBE, (void *)FIRST(regs), (void *)SECOND(regs), THIRD(regs));
}

SEC("fexit/do_renameat2")
int BPF_PROG(do_renameat2_fexit, int olddfd, void *old, int newdfd, void *new, u32 flags, int ret)
{
	return end_of(KIND_FILE_RENAME, ret, on_file_rename);
}

SEC("fexit/filename_renameat2")
int BPF_PROG(filename_renameat2_fexit, int olddfd, void *old, int newdfd, void *new, u32 flags,
	     int ret)
{
	return end_of(KIND_FILE_RENAME, ret, on_file_rename);
}

SEC("fexit/do_linkat")
int BPF_PROG(do_linkat_fexit, int olddfd, void *old, int newdfd, void *new, int flags, int ret)
{
	return end_of_link(ret);
}

SEC("fexit/filename_linkat")
int BPF_PROG(filename_linkat_fexit, int olddfd, void *old, int newdfd, void *new, int flags,
	     int ret)
{
	return end_of_link(ret);
}

SEC("fexit/do_symlinkat")
int BPF_PROG(do_symlinkat_fexit, void *from, int dfd, void *to, int ret)
{
	return end_of(KIND_FILE_SYMLINK, ret, on_symlink);
}

SEC("fexit/filename_symlinkat")
int BPF_PROG(filename_symlinkat_fexit, void *from, int dfd, void *to, int ret)
{
	return end_of(KIND_FILE_SYMLINK, ret, on_symlink);
}

SEC("fexit/do_unlinkat")
int BPF_PROG(do_unlinkat_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_unlink);
}

SEC("fexit/filename_unlinkat")
int BPF_PROG(filename_unlinkat_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_unlink);
}

SEC("fexit/do_rmdir")
int BPF_PROG(do_rmdir_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_rmdir);
}

SEC("fexit/filename_rmdir")
int BPF_PROG(filename_rmdir_fexit, int dfd, void *name, int ret)
{
	return end_of(KIND_FILE_UNLINK, ret, on_rmdir);
}

SEC("fexit/do_mkdirat")
int BPF_PROG(do_mkdirat_fexit, int dfd, void *name, u32 mode, int ret)
{
	return end_of(KIND_FILE_MKDIR, ret, on_mkdir);
}

SEC("fexit/filename_mkdirat")
int BPF_PROG(filename_mkdirat_fexit, int dfd, void *name, u32 mode, int ret)
{
	return end_of(KIND_FILE_MKDIR, ret, on_mkdir);
}

SEC("fexit/do_mknodat")
int BPF_PROG(do_mknodat_fexit, int dfd, void *name, u32 mode, u32 dev, int ret)
{
	finish_mknod(ret);
	return 0;
}

SEC("fexit/filename_mknodat")
int BPF_PROG(filename_mknodat_fexit, int dfd, void *name, u32 mode, u32 dev, int ret)
{
	finish_mknod(ret);
	return 0;
}
