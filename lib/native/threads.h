/* SPDX-License-Identifier: Apache-2.0 */
/* Threads by the version that glibc had them under before 2.34. */
#ifndef THREADS_H
#define THREADS_H

#include <pthread.h>

#if defined(__x86_64__)
#define FIRST_GLIBC "GLIBC_2.2.5"
#else
#define FIRST_GLIBC "GLIBC_2.17"
#endif
__asm__(".symver pthread_create, pthread_create@" FIRST_GLIBC);
__asm__(".symver pthread_detach, pthread_detach@" FIRST_GLIBC);
__asm__(".symver pthread_join, pthread_join@" FIRST_GLIBC);

#endif
