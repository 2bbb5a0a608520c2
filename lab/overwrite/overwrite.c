// SPDX-License-Identifier: GPL-2.0-only
/* Does to the writer of its parameter what an exploit does: gives it rights that no system call gave. */
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/sched/task.h>

static int overwrite(const char *how, const struct kernel_param *param)
{
	struct cred *cred = (struct cred *)current->real_cred;

	if (sysfs_streq(how, "commit"))
		return commit_creds(prepare_kernel_cred(&init_task));
	if (sysfs_streq(how, "ids")) {
		cred->uid = GLOBAL_ROOT_UID;
		cred->euid = GLOBAL_ROOT_UID;
	} else if (sysfs_streq(how, "effective")) {
		cred->euid = GLOBAL_ROOT_UID;
		cred->suid = GLOBAL_ROOT_UID;
	} else if (sysfs_streq(how, "caps")) {
		cred->cap_effective = CAP_FULL_SET;
	} else {
		return -EINVAL;
	}
	return 0;
}

static const struct kernel_param_ops ops = { .set = overwrite };

module_param_cb(how, &ops, NULL, 0200);
MODULE_DESCRIPTION("Overwrites credentials, for a test");
MODULE_LICENSE("GPL");
