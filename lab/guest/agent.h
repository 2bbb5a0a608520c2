/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_LAB_AGENT_H
#define SONDE_LAB_AGENT_H

#include <poll.h>
#include <stdint.h>
#include <stddef.h>
#include "protocol.h"

/* wire.c: frames and what is in them */

/* A request's payload, read from the front. A short payload ends the agent: the lab is broken then. */
struct cursor {
	const uint8_t *at;
	const uint8_t *end;
};

/* The port; -1 until it is open. */
extern int port;

void die(const char *what) __attribute__((noreturn));
void write_all(int fd, const void *data, size_t length);
void send_frame(uint8_t type, uint32_t id, const void *payload, uint32_t length);
void send_result(uint32_t id, int error, const char *what);
const uint8_t *take(struct cursor *c, size_t length);
uint32_t take_u32(struct cursor *c);
uint64_t take_u64(struct cursor *c);
char *take_string(struct cursor *c);
/* Waits for a frame; the caller frees *payload. */
uint8_t next_frame(uint32_t *id, struct cursor *c, void **payload);

/* run.c: programs */

#define MAX_RUNS 16

void do_run(uint32_t id, struct cursor *c);
int do_signal(struct cursor *c);
/* Pipes of the programs that run; returns how many. */
int run_fds(struct pollfd *fds);
void drain_runs(void);
void reap(void);

/* system.c: files, mounts, modules. All return 0 or an errno. */

int make_dirs(char *path);
int load_module(const char *path);
int do_read(uint32_t id, const char *path);
int do_write(uint32_t mode, const char *path, struct cursor *c);
int do_mount(struct cursor *c);
int do_chroot(const char *path);
/* For do_chroot(""). */
void keep_root(void);
int do_link_up(const char *name);

#endif
