/* SPDX-License-Identifier: Apache-2.0 */
/* What elfutils' configure would find, for libelf alone and glibc 2.17 or newer. */
#define _GNU_SOURCE 1
#define HAVE_VISIBILITY 1
#define HAVE_STDATOMIC_H 1
#define HAVE_DECL_RAWMEMCHR 1
#define HAVE_DECL_MEMRCHR 1
#define HAVE_DECL_REALLOCARRAY 1
#define HAVE_DECL_POWEROF2 1
#define HAVE_DECL_MEMPCPY 1
#define HAVE_MREMAP 1
#define HAVE_ERROR_H 1
#define HAVE_ERR_H 1
#define HAVE_FALLTHROUGH 1
#define ELFUTILS_HEADER(name) <lib##name.h>
#define PACKAGE_VERSION "0.192"
#define PACKAGE_NAME "elfutils"
#include <eu-config.h>
