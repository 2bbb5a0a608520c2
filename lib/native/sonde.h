/* SPDX-License-Identifier: Apache-2.0 */
/* What the library offers beside libbpf. All functions return -errno on failure. */
#ifndef SONDE_H
#define SONDE_H

#include <stdbool.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

/* log.c: libbpf's messages, kept until the caller takes them. */
EXPORT void sonde_log_start(int level);
EXPORT uint32_t sonde_log_take(char *to, uint32_t size);

/* object.c: libbpf; NULL and *error on failure. */
EXPORT void *sonde_object_open(const void *bytes, uint64_t size, const char *btf_path, int *error);
EXPORT int sonde_test_run(int program_fd);

/* names.c */
EXPORT int sonde_object_load(void *object);

/* attach.c: several programs at a time. */
EXPORT void sonde_attach_all(const void *const programs[], const int perf_fds[], uint32_t count,
			     void *links[], int errors[]);
EXPORT void sonde_detach_all(void *links[], uint32_t count);
EXPORT int64_t sonde_kprobe_missed(const void *link);

/* ring.c: the consumer's side of one BPF ring buffer. */
EXPORT int sonde_ring_open(int map_fd, uint32_t size);
EXPORT uint32_t sonde_ring_drain(uint8_t *to, uint32_t size);
EXPORT void sonde_ring_wait(uint32_t patience, uint32_t longest);
EXPORT void sonde_ring_close(void);

/* perf.c: the same through perf buffers; then the others of ring.c are about them. */
EXPORT int sonde_perf_open(int map_fd, const int32_t cpus[], uint32_t count, uint32_t bytes);

/* encode.c: records to CBOR. */
EXPORT int sonde_encode(const uint8_t *batch, uint32_t size, uint8_t *to, uint32_t counts[]);

/* counts.c: arrays of u64 counters shared with the programs. */
EXPORT int sonde_counts_open(int map_fd, uint32_t bytes, bool mapped);
EXPORT void sonde_counts_close(void);
EXPORT void sonde_counts_sum(uint64_t *to, uint32_t rows, uint32_t copies, uint32_t columns);

/* control.c: what steers the programs. */
EXPORT int sonde_control_open(int map_fd, uint32_t bytes, bool mapped);
EXPORT void sonde_control_close(void);
EXPORT void sonde_control_write(const uint64_t *from, uint32_t bytes);
EXPORT void sonde_control_read(uint64_t *to);

/* privileges.c */
EXPORT int sonde_drop_privileges(void);

/* spawn.c: a child that waits before exec. */
EXPORT int sonde_spawn(const char *file, char *const argv[], char *const envp[], int fds[2]);
EXPORT int sonde_release(const int fds[2]);
EXPORT int sonde_wait(int pid, int *status);

/* selftest.c: each audited thing once. */
EXPORT int sonde_self_test(int enlist, int tree, int results[], uint32_t count);

/* kernel.c: system calls without a libc wrapper in glibc 2.17. */
EXPORT int sonde_mount_detached(const char *fstype);
EXPORT int sonde_perf_tracepoint(uint64_t id);

/* canary.c: makes the canaries fire. */
EXPORT void sonde_canary(void);

/* clock.c */
EXPORT void sonde_clocks(uint64_t to[3]);

/* probe.c: asking the kernel what it can do. */
EXPORT int sonde_program_load(const uint32_t *what, const void *insns, uint32_t count, char *log,
			      uint32_t log_size);
EXPORT int sonde_map_create(const uint32_t *what);
EXPORT int sonde_btf_put(const void *bytes, uint32_t size);
EXPORT int sonde_link_kprobe_multi(int program_fd, uint32_t attach_type, const char *function);
EXPORT int sonde_link_uprobe_multi(int program_fd, const char *file, uint64_t offset);
EXPORT int sonde_perf_probe(uint32_t type, const char *what, uint64_t offset, int all);
EXPORT int sonde_perf_output(int cpu);
EXPORT int sonde_perf_attach(int perf_fd, int program_fd);
EXPORT int sonde_memlock_charged(void);

/* aside.c */
EXPORT void sonde_close_aside(int fd);
EXPORT void sonde_close_wait(void);

/* find.c: BTF that is not parsed. */
EXPORT const uint8_t *sonde_btf_map(uint64_t *size);
EXPORT int sonde_btf_find(const uint8_t *btf, uint32_t size, const char *names,
			  const uint8_t kinds[], uint32_t count, uint32_t ids[],
			  uint32_t totals[2]);
EXPORT int sonde_btf_member(const uint8_t *btf, uint32_t size, uint32_t id, const char *name);

/* fire.c: what makes a hook fire that the probe has attached. */
EXPORT int sonde_uprobe_target(void);
EXPORT int64_t sonde_uprobe_offset(void);
EXPORT int sonde_connect_once(int ipv6);
EXPORT int sonde_read_own_memory(void);
EXPORT int sonde_runs(const void *image, uint32_t size);
EXPORT int sonde_takes_x32(void);
EXPORT int sonde_landlock_version(void);

#endif
