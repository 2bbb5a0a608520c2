// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "libbpf.h"
#include "sonde.h"

static char text[1 << 20];
static uint32_t used;
static int max_level;

/* Each message is stored behind one digit, its level. What does not fit is cut. */
static int keep(enum libbpf_print_level level, const char *format, va_list args)
{
	uint32_t room = sizeof(text) - used;
	int n;

	if ((int)level > max_level || room < 64)
		return 0;
	text[used] = '0' + level;
	n = vsnprintf(text + used + 1, room - 1, format, args);
	if (n < 0)
		return 0;
	if ((uint32_t)n > room - 2)
		n = room - 2;
	used += n + 1;
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
