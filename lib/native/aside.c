// SPDX-License-Identifier: Apache-2.0
/*
 * Closes descriptors in threads of their own. To give up a hook or a mount that is nowhere attached
 * the kernel waits for an RCU grace period, tens of ms each; in threads these waits are one.
 */
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/futex.h>
#include "sonde.h"
#include "threads.h"

static uint32_t open_still;

static void *close_one(void *arg)
{
	close((int)(intptr_t)arg);
	if (!__atomic_sub_fetch(&open_still, 1, __ATOMIC_RELEASE))
		syscall(SYS_futex, &open_still, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
	return NULL;
}

/* Where there can be no other thread it is closed by this one. */
void sonde_close_aside(int fd)
{
	void *arg = (void *)(intptr_t)fd;
	pthread_t thread;

	__atomic_add_fetch(&open_still, 1, __ATOMIC_RELAXED);
	if (pthread_create(&thread, NULL, close_one, arg))
		close_one(arg);
	else
		pthread_detach(thread);
}

/* Until all of them are closed. */
void sonde_close_wait(void)
{
	uint32_t count;

	while ((count = __atomic_load_n(&open_still, __ATOMIC_ACQUIRE)))
		syscall(SYS_futex, &open_still, FUTEX_WAIT_PRIVATE, count, NULL, NULL, 0);
}
