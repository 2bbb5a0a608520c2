// SPDX-License-Identifier: Apache-2.0
/* open FOLDER: a file opened by every call, by absolute and relative names, and calls that fail. */
#include "nolibc.h"

struct open_how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

static char path[4096];
static const char *folder;

static void tell(const char *how, const char *name, long flags, long mode, long ret)
{
	act("open");
	text("how", how);
	num("pid", getpid());
	text_begin("path");
	text_part(folder);
	text_part("/");
	text_part(name);
	num("flags", flags);
	num("mode", mode);
	num("ret", ret);
	end();
}

static void tell_and_close(const char *how, const char *name, long flags, long mode, long ret)
{
	tell(how, name, flags, mode, ret);
	if (ret >= 0)
		sys(close, ret, 0, 0, 0, 0);
}

static long openat(long dirfd, const char *name, long flags, long mode)
{
	return sys(openat, dirfd, name, flags, mode, 0);
}

/* arm64 has none of the calls without "at". */
static void old_calls(void)
{
#if !defined(__aarch64__)
	path_of(path, folder, "file");
	tell_and_close("open", "file", O_RDONLY, 0, sys(open, path, O_RDONLY, 0, 0, 0));
	tell_and_close("open-relative", "file", O_RDONLY, 0, sys(open, "file", O_RDONLY, 0, 0, 0));
	path_of(path, folder, "made-by-creat");
	tell_and_close("creat", "made-by-creat", O_WRONLY | O_CREAT | O_TRUNC, 0640,
		       sys(creat, path, 0640, 0, 0, 0));
#endif
#if defined(__x86_64__)
	path_of(path, folder, "file");
	tell_and_close("int80", "file", O_RDONLY, 0, int80(5, (long)path, O_RDONLY, 0));
#endif
}

int main(int argc, char **argv)
{
	struct open_how how = { O_RDONLY, 0, 0 };
	long at;

	if (argc < 2)
		return 2;
	folder = argv[1];
	act("start");
	num("pid", getpid());
	end();
	must("chdir", sys(chdir, folder, 0, 0, 0, 0));
	must("sub", sys(mkdirat, AT_FDCWD, "sub", 0755, 0, 0));
	tell_and_close("prepare", "file", O_WRONLY | O_CREAT, 0644,
		       openat(AT_FDCWD, "file", O_WRONLY | O_CREAT, 0644));
	tell_and_close("prepare", "sub/inner", O_WRONLY | O_CREAT, 0644,
		       openat(AT_FDCWD, "sub/inner", O_WRONLY | O_CREAT, 0644));
	at = must("sub", openat(AT_FDCWD, "sub", O_RDONLY, 0));
	tell("folder", "sub", O_RDONLY, 0, at);
	old_calls();
	path_of(path, folder, "file");
	tell_and_close("openat", "file", O_RDONLY, 0, openat(AT_FDCWD, path, O_RDONLY, 0));
	tell_and_close("openat-relative", "file", O_WRONLY, 0,
		       openat(AT_FDCWD, "file", O_WRONLY, 0));
	tell_and_close("openat-dirfd", "sub/inner", O_RDONLY, 0, openat(at, "inner", O_RDONLY, 0));
	tell_and_close("openat-create", "new", O_WRONLY | O_CREAT, 0600,
		       openat(AT_FDCWD, "new", O_WRONLY | O_CREAT, 0600));
	tell_and_close("openat-missing", "none", O_RDONLY, 0,
		       openat(AT_FDCWD, "none", O_RDONLY, 0));
	tell_and_close("openat2", "file", O_RDONLY, 0,
		       sys(openat2, AT_FDCWD, "file", &how, sizeof(how), 0));
	return 0;
}
