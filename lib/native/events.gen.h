/* Generated from bpf/events.h by the build. Do not edit. */

/* What every event has. */
static uint8_t *event(uint8_t *p, struct record *r)
{
	p = u64(p, r, 0);
	p = u64(p, r, 8);
	p = u64(p, r, 16);
	p = ret(p, r, 24);
	p = u32(p, r, 32);
	p = u16(p, r, 38);
	p = u32(p, r, 40);
	p = u32(p, r, 44);
	p = u32(p, r, 48);
	p = u32(p, r, 52);
	p = u32(p, r, 56);
	p = u32(p, r, 60);
	p = u32(p, r, 64);
	p = u32(p, r, 68);
	p = chars(p, r, 72, 16);
	return p;
}

static uint8_t *process_exec(uint8_t *p, struct record *r)
{
	p = begin(p, 40, 2);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = u64(p, r, 104);
	p = u32(p, r, 112);
	p = u32_or_null(p, r, 116);
	p = u32(p, r, 120);
	p = u32(p, r, 124);
	p = u32(p, r, 128);
	p = text(p, r, 132);
	p = text(p, r, 136);
	p = texts(p, r, 140);
	p = text(p, r, 144);
	p = u32(p, r, 148);
	p = u32_or_not_set(p, r, 152);
	p = text(p, r, 156);
	p = text(p, r, 160);
	p = text(p, r, 164);
	p = text(p, r, 168);
	p = text(p, r, 172);
	p = text(p, r, 176);
	p = u32_or_null(p, r, 180);
	p = address(p, r, 184);
	p = address(p, r, 204);
	p = text(p, r, 224);
	return p;
}

static uint8_t *process_fork(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 3);
	p = event(p, r);
	p = u64_or_null(p, r, 88);
	p = u64(p, r, 96);
	p = u32(p, r, 104);
	return p;
}

static uint8_t *process_exit(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 4);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u32(p, r, 96);
	p = u32(p, r, 100);
	p = u64_or_null(p, r, 104);
	return p;
}

static uint8_t *process_rename(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 5);
	p = event(p, r);
	p = s32_or_null(p, r, 88);
	p = chars(p, r, 96, 16);
	p = chars(p, r, 112, 16);
	return p;
}

static uint8_t *file_open(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 6);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	p = u32(p, r, 96);
	return p;
}

static uint8_t *file_unlink(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 7);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	return p;
}

static uint8_t *net_connect(uint8_t *p, struct record *r)
{
	p = begin(p, 21, 8);
	p = event(p, r);
	p = address(p, r, 88);
	p = address(p, r, 108);
	p = u16_or_null(p, r, 128);
	p = u16_or_null(p, r, 130);
	p = text(p, r, 132);
	return p;
}

static uint8_t *kernel_module_load(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 9);
	p = event(p, r);
	p = u64(p, r, 88);
	p = text(p, r, 96);
	p = text(p, r, 100);
	p = chars(p, r, 104, 16);
	return p;
}

static uint8_t *process_setsid(uint8_t *p, struct record *r)
{
	p = begin(p, 17, 10);
	p = event(p, r);
	p = u32_or_null(p, r, 88);
	return p;
}

static uint8_t *process_signal(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 11);
	p = event(p, r);
	p = u32(p, r, 88);
	p = s32_or_null(p, r, 92);
	p = s32_or_null(p, r, 96);
	return p;
}

static uint8_t *process_ptrace(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 12);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = u32(p, r, 104);
	p = s32_or_null(p, r, 108);
	return p;
}

static uint8_t *process_vm_write(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 13);
	p = event(p, r);
	p = u64(p, r, 88);
	p = s32_or_null(p, r, 96);
	return p;
}

static uint8_t *process_memfd(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 14);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	return p;
}

static uint8_t *process_namespace(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 15);
	p = event(p, r);
	p = chars(p, r, 88, 8);
	p = u32_or_null(p, r, 96);
	p = u32_or_null(p, r, 100);
	return p;
}

static uint8_t *process_exec_failed(uint8_t *p, struct record *r)
{
	p = begin(p, 17, 16);
	p = event(p, r);
	p = text(p, r, 88);
	return p;
}

static uint8_t *kernel_module_load_failed(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 17);
	p = event(p, r);
	p = chars(p, r, 88, 16);
	p = text(p, r, 104);
	return p;
}

static uint8_t *kernel_module_free(uint8_t *p, struct record *r)
{
	p = begin(p, 17, 18);
	p = event(p, r);
	p = chars(p, r, 88, 64);
	return p;
}

static uint8_t *kernel_bpf_load(uint8_t *p, struct record *r)
{
	p = begin(p, 21, 19);
	p = event(p, r);
	p = u32(p, r, 88);
	p = u32(p, r, 92);
	p = chars(p, r, 96, 16);
	p = text(p, r, 112);
	p = text(p, r, 116);
	return p;
}

static uint8_t *mem_wx(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 20);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = text(p, r, 104);
	p = u32(p, r, 108);
	return p;
}

static uint8_t *process_usermodehelper(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 21);
	p = event(p, r);
	p = text(p, r, 88);
	p = texts(p, r, 92);
	p = u32_or_null(p, r, 96);
	return p;
}

static uint8_t *file_create(uint8_t *p, struct record *r)
{
	p = begin(p, 24, 22);
	p = event(p, r);
	p = u64_or_null(p, r, 88);
	p = u32_or_null(p, r, 96);
	p = u32(p, r, 100);
	p = text(p, r, 104);
	p = u32_or_null(p, r, 108);
	p = address(p, r, 112);
	p = address(p, r, 132);
	p = chars(p, r, 152, 16);
	return p;
}

static uint8_t *file_mkdir(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 23);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	return p;
}

static uint8_t *file_written(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 24);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = u32(p, r, 104);
	p = text(p, r, 108);
	return p;
}

static uint8_t *file_rename(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 25);
	p = event(p, r);
	p = text(p, r, 88);
	p = text(p, r, 92);
	p = u32(p, r, 96);
	return p;
}

static uint8_t *file_link(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 26);
	p = event(p, r);
	p = text(p, r, 88);
	p = text(p, r, 92);
	return p;
}

static uint8_t *file_symlink(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 27);
	p = event(p, r);
	p = text(p, r, 88);
	p = text(p, r, 92);
	return p;
}

static uint8_t *file_chmod(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 28);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	p = u32_or_not_set(p, r, 96);
	return p;
}

static uint8_t *file_chown(uint8_t *p, struct record *r)
{
	p = begin(p, 19, 29);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	p = u32(p, r, 96);
	return p;
}

static uint8_t *fs_mount(uint8_t *p, struct record *r)
{
	p = begin(p, 22, 30);
	p = event(p, r);
	p = text(p, r, 88);
	p = text(p, r, 92);
	p = text(p, r, 96);
	p = text(p, r, 100);
	p = u64(p, r, 104);
	p = chars(p, r, 112, 16);
	return p;
}

static uint8_t *fs_umount(uint8_t *p, struct record *r)
{
	p = begin(p, 18, 31);
	p = event(p, r);
	p = text(p, r, 88);
	p = u32(p, r, 92);
	return p;
}

static uint8_t *net_bind(uint8_t *p, struct record *r)
{
	p = begin(p, 20, 32);
	p = event(p, r);
	p = address(p, r, 88);
	p = u16_or_null(p, r, 108);
	p = u16_or_null(p, r, 110);
	p = text(p, r, 112);
	return p;
}

static uint8_t *net_listen(uint8_t *p, struct record *r)
{
	p = begin(p, 21, 33);
	p = event(p, r);
	p = address(p, r, 88);
	p = u16_or_null(p, r, 108);
	p = u16_or_null(p, r, 110);
	p = text(p, r, 112);
	p = s32(p, r, 116);
	return p;
}

static uint8_t *net_accept(uint8_t *p, struct record *r)
{
	p = begin(p, 21, 34);
	p = event(p, r);
	p = address(p, r, 88);
	p = address(p, r, 108);
	p = u16_or_null(p, r, 128);
	p = u16_or_null(p, r, 130);
	p = text(p, r, 132);
	return p;
}

static uint8_t *net_dns(uint8_t *p, struct record *r)
{
	p = begin(p, 22, 35);
	p = event(p, r);
	p = address(p, r, 88);
	p = address(p, r, 108);
	p = u16(p, r, 128);
	p = u16(p, r, 130);
	p = blob(p, r, 132);
	p = u32(p, r, 136);
	return p;
}

static uint8_t *cred_change(uint8_t *p, struct record *r)
{
	p = begin(p, 30, 36);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = u32(p, r, 104);
	p = u32(p, r, 108);
	p = u32(p, r, 112);
	p = u32(p, r, 116);
	p = u32(p, r, 120);
	p = u32(p, r, 124);
	p = u32(p, r, 128);
	p = u32(p, r, 132);
	p = u32(p, r, 136);
	p = u32(p, r, 140);
	p = u32(p, r, 144);
	p = u32(p, r, 148);
	return p;
}

static uint8_t *cred_escalation(uint8_t *p, struct record *r)
{
	p = begin(p, 25, 37);
	p = event(p, r);
	p = u64(p, r, 88);
	p = u64(p, r, 96);
	p = u32(p, r, 104);
	p = u32(p, r, 108);
	p = u32(p, r, 112);
	p = u32(p, r, 116);
	p = u32(p, r, 120);
	p = u32(p, r, 124);
	p = u32(p, r, 128);
	return p;
}

static uint8_t *cred_capability(uint8_t *p, struct record *r)
{
	p = begin(p, 17, 38);
	p = event(p, r);
	p = u32(p, r, 88);
	return p;
}

static uint8_t *net_connected(uint8_t *p, struct record *r)
{
	p = begin(p, 21, 39);
	p = event(p, r);
	p = address(p, r, 88);
	p = address(p, r, 108);
	p = u16_or_null(p, r, 128);
	p = u16_or_null(p, r, 130);
	p = u64(p, r, 136);
	return p;
}

static const struct {
	uint32_t size;
	uint8_t *(*encode)(uint8_t *p, struct record *r);
} encoders[] = {
	[2] = { sizeof(struct process_exec), process_exec },
	[3] = { sizeof(struct process_fork), process_fork },
	[4] = { sizeof(struct process_exit), process_exit },
	[5] = { sizeof(struct process_rename), process_rename },
	[6] = { sizeof(struct file_open), file_open },
	[7] = { sizeof(struct file_unlink), file_unlink },
	[8] = { sizeof(struct net_connect), net_connect },
	[9] = { sizeof(struct kernel_module_load), kernel_module_load },
	[10] = { sizeof(struct process_setsid), process_setsid },
	[11] = { sizeof(struct process_signal), process_signal },
	[12] = { sizeof(struct process_ptrace), process_ptrace },
	[13] = { sizeof(struct process_vm_write), process_vm_write },
	[14] = { sizeof(struct process_memfd), process_memfd },
	[15] = { sizeof(struct process_namespace), process_namespace },
	[16] = { sizeof(struct process_exec_failed), process_exec_failed },
	[17] = { sizeof(struct kernel_module_load_failed), kernel_module_load_failed },
	[18] = { sizeof(struct kernel_module_free), kernel_module_free },
	[19] = { sizeof(struct kernel_bpf_load), kernel_bpf_load },
	[20] = { sizeof(struct mem_wx), mem_wx },
	[21] = { sizeof(struct process_usermodehelper), process_usermodehelper },
	[22] = { sizeof(struct file_create), file_create },
	[23] = { sizeof(struct file_mkdir), file_mkdir },
	[24] = { sizeof(struct file_written), file_written },
	[25] = { sizeof(struct file_rename), file_rename },
	[26] = { sizeof(struct file_link), file_link },
	[27] = { sizeof(struct file_symlink), file_symlink },
	[28] = { sizeof(struct file_chmod), file_chmod },
	[29] = { sizeof(struct file_chown), file_chown },
	[30] = { sizeof(struct fs_mount), fs_mount },
	[31] = { sizeof(struct fs_umount), fs_umount },
	[32] = { sizeof(struct net_bind), net_bind },
	[33] = { sizeof(struct net_listen), net_listen },
	[34] = { sizeof(struct net_accept), net_accept },
	[35] = { sizeof(struct net_dns), net_dns },
	[36] = { sizeof(struct cred_change), cred_change },
	[37] = { sizeof(struct cred_escalation), cred_escalation },
	[38] = { sizeof(struct cred_capability), cred_capability },
	[39] = { sizeof(struct net_connected), net_connected },
};
