// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "libbpf.h"
#include "sonde.h"

static char text[1 << 20];
static uint32_t used;
static int max_level;
static char busy; /* libbpf may speak from several threads */

/* Each message is stored behind one digit, its level. What does not fit is cut. */
static int keep(enum libbpf_print_level level, const char *format, va_list args)
{
	uint32_t room;
	int n = 0;

	if ((int)level > max_level)
		return 0;
	while (__atomic_test_and_set(&busy, __ATOMIC_ACQUIRE))
		;
	room = sizeof(text) - used;
	if (room < 64)
		goto out;
	text[used] = '0' + level;
	n = vsnprintf(text + used + 1, room - 1, format, args);
	if (n < 0)
		goto out;
	if ((uint32_t)n > room - 2)
		n = room - 2;
	used += n + 1;
out:
	__atomic_clear(&busy, __ATOMIC_RELEASE);
	return n;
}

void sonde_log_start(int level)
{
	max_level = level;
	libbpf_set_print(keep);
}

uint32_t sonde_log_take(char *to, uint32_t size)
{
	uint32_t n = used < size ? used : size;

	memcpy(to, text, n);
	used = 0;
	return n;
}
