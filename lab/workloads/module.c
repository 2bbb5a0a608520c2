// SPDX-License-Identifier: Apache-2.0
/* module FOLDER OTHER FILE NAME: loads what is no module, by both calls, which fail; then FILE, the module NAME, and unloads it. */
#include "nolibc.h"

static void tell(const char *how, const char *name, const char *path, long ret)
{
	act("module");
	text("how", how);
	text("name", name);
	text("path", path);
	num("pid", getpid());
	num("ret", ret);
	end();
}

int main(int argc, char **argv)
{
	static const char garbage[] =
		"this is not a kernel module, and long enough to be looked at by one";
	static char path[4096];
	long fd, ret;

	if (argc < 2)
		return 2;
	act("start");
	num("pid", getpid());
	end();
	tell("init_module", "", "null", sys(init_module, garbage, sizeof(garbage), "", 0, 0));
	write_file(path_of(path, argv[1], "garbage.ko"), garbage, sizeof(garbage));
	fd = must("open", sys(openat, AT_FDCWD, path, O_RDONLY, 0, 0));
	tell("finit_module", "", path, sys(finit_module, fd, "", 0, 0, 0));
	if (argc < 5 || same(argv[3], "-"))
		return 0;
	fd = must("module", sys(openat, AT_FDCWD, argv[3], O_RDONLY, 0, 0));
	ret = sys(finit_module, fd, "", 0, 0, 0);
	tell("finit_module", argv[4], argv[3], ret);
	if (ret == 0)
		must("unload", sys(delete_module, argv[4], 0, 0, 0, 0));
	return 0;
}
