/* SPDX-License-Identifier: Apache-2.0 */
/* Files without a name. */
#ifndef SONDE_LAB_NAMELESS_H
#define SONDE_LAB_NAMELESS_H

#include "child.h"

#if defined(__arm__) || defined(__aarch64__)
#define O_TMPFILE 020040000
#else
#define O_TMPFILE 020200000
#endif

/* A file without a name in the working directory; negative on a file system that has none: overlayfs before 6.1. */
static inline long create_nameless(long mode)
{
	long fd = sys(openat, AT_FDCWD, ".", O_TMPFILE | O_WRONLY, mode, 0);

	return fd == -95 ? fd : must("nameless", fd); /* EOPNOTSUPP */
}

#endif
