// SPDX-License-Identifier: Apache-2.0
/* The port: frames in and out. Whatever goes wrong here ends the guest. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>
#include "agent.h"

#define MAX_FRAME (256u << 20)

int port = -1;

void die(const char *what)
{
	printf("agent: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

void write_all(int fd, const void *data, size_t length)
{
	const uint8_t *at = data;

	while (length > 0) {
		ssize_t done = write(fd, at, length);

		if (done < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (done < 0)
			die("write to the port");
		at += done;
		length -= (size_t)done;
	}
}

static void read_all(void *data, size_t length)
{
	uint8_t *at = data;

	while (length > 0) {
		ssize_t done = read(port, at, length);

		if (done < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (done <= 0)
			die("read from the port");
		at += done;
		length -= (size_t)done;
	}
}

void send_frame(uint8_t type, uint32_t id, const void *payload, uint32_t length)
{
	uint8_t head[9];
	uint32_t total = length + 5;

	memcpy(head, &total, 4);
	head[4] = type;
	memcpy(head + 5, &id, 4);
	write_all(port, head, sizeof(head));
	write_all(port, payload, length);
}

void send_result(uint32_t id, int error, const char *what)
{
	uint8_t payload[256];
	uint32_t code = (uint32_t)error;
	uint32_t length = (uint32_t)strnlen(what, sizeof(payload) - 8);

	if (error == 0) {
		send_frame(REP_OK, id, NULL, 0);
		return;
	}
	memcpy(payload, &code, 4);
	memcpy(payload + 4, &length, 4);
	memcpy(payload + 8, what, length);
	send_frame(REP_FAIL, id, payload, length + 8);
}

const uint8_t *take(struct cursor *c, size_t length)
{
	const uint8_t *at = c->at;

	if ((size_t)(c->end - c->at) < length) {
		errno = EPROTO;
		die("short frame");
	}
	c->at += length;
	return at;
}

uint32_t take_u32(struct cursor *c)
{
	uint32_t value;

	memcpy(&value, take(c, 4), 4);
	return value;
}

uint64_t take_u64(struct cursor *c)
{
	uint64_t value;

	memcpy(&value, take(c, 8), 8);
	return value;
}

/* A copy that ends in NUL; the caller frees it or is about to exec. */
char *take_string(struct cursor *c)
{
	uint32_t length = take_u32(c);
	char *text = malloc(length + 1);

	if (!text)
		die("malloc");
	memcpy(text, take(c, length), length);
	text[length] = 0;
	return text;
}

uint8_t next_frame(uint32_t *id, struct cursor *c, void **payload)
{
	uint8_t head[9];
	uint32_t length;

	read_all(head, sizeof(head));
	memcpy(&length, head, 4);
	memcpy(id, head + 5, 4);
	if (length < 5 || length > MAX_FRAME) {
		errno = EPROTO;
		die("frame");
	}
	*payload = malloc(length);
	if (!*payload)
		die("malloc");
	read_all(*payload, length - 5);
	c->at = *payload;
	c->end = c->at + length - 5;
	return head[4];
}
