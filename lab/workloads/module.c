// SPDX-License-Identifier: Apache-2.0
/* module FOLDER: loads what is no module, by both calls; both fail. */
#include "nolibc.h"

static void tell(const char *how, long ret)
{
	act("module");
	text("how", how);
	num("pid", getpid());
	num("ret", ret);
	end();
}

int main(int argc, char **argv)
{
	static const char garbage[] = "this is not a kernel module, and long enough to be looked at by one";
	static char path[4096];
	long fd;

	if (argc < 2)
		return 2;
	act("start");
	num("pid", getpid());
	end();
	tell("init_module", sys(init_module, garbage, sizeof(garbage), "", 0, 0));
	write_file(path_of(path, argv[1], "garbage.ko"), garbage, sizeof(garbage));
	fd = must("open", sys(openat, AT_FDCWD, path, O_RDONLY, 0, 0));
	tell("finit_module", sys(finit_module, fd, "", 0, 0, 0));
	return 0;
}
