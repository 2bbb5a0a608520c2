/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ground truth: one line an act on standard output, words of key=value; the bytes of a text that are not plain are %XX.
 * act() begins a line, end() writes it in one call.
 */
#ifndef SONDE_LAB_TRUTH_H
#define SONDE_LAB_TRUTH_H

#include "syscalls.h"

static char line[65536];
static unsigned long line_length;

static inline void put(const char *text)
{
	while (*text)
		line[line_length++] = *text++;
}

static inline void act(const char *name)
{
	line_length = 0;
	put("act=");
	put(name);
}

static inline void decimal(long value)
{
	char digits[24];
	int at = sizeof(digits);
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;

	if (value < 0)
		put("-");
	digits[--at] = 0;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	put(digits + at);
}

static inline void num(const char *key, long value)
{
	put(" ");
	put(key);
	put("=");
	decimal(value);
}

static inline void hex_byte(u8 byte)
{
	const char *digits = "0123456789abcdef";

	line[line_length++] = digits[byte >> 4];
	line[line_length++] = digits[byte & 15];
}

static inline void hex(const char *key, const void *bytes, int length)
{
	put(" ");
	put(key);
	put("=");
	for (int i = 0; i < length; i++)
		hex_byte(((const u8 *)bytes)[i]);
}

/* A 64-bit number, which a 32-bit program can't divide: its most significant byte first. */
static inline void hex64(const char *key, u64 value)
{
	u8 bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (u8)(value >> (56 - 8 * i));
	hex(key, bytes, 8);
}

/* For a text made of parts: text_begin, then any number of text_part. */
static inline void text_begin(const char *key)
{
	put(" ");
	put(key);
	put("=");
}

static inline void text_part(const char *value)
{
	for (; *value; value++) {
		u8 byte = (u8)*value;

		if (byte > ' ' && byte < 0x7f && byte != '%') {
			line[line_length++] = *value;
			continue;
		}
		line[line_length++] = '%';
		hex_byte(byte);
	}
}

static inline void text(const char *key, const char *value)
{
	text_begin(key);
	text_part(value);
}

static inline void end(void)
{
	line[line_length++] = '\n';
	sys(write, 1, line, line_length, 0, 0);
}

#endif
