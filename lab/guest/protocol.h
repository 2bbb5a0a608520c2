/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames between the lab and the agent: u32 length of what follows, u8 type, u32 id, payload. Little endian.
 * A string is u32 length and bytes. lab/frame.ts has the same numbers; its test compares them with this file.
 */
#ifndef SONDE_LAB_PROTOCOL_H
#define SONDE_LAB_PROTOCOL_H

/* host to guest */
#define REQ_RUN 1 /* u32 flags, u64 caps, cgroup, cwd, u32 argc, argv.., u32 envc, env.., stdin */
#define REQ_SIGNAL 2 /* u32 id of a run, u32 signal: to its process group */
#define REQ_READ 3 /* path */
#define REQ_WRITE 4 /* u32 mode (0: the file must exist, is not truncated), path, data */
#define REQ_MOUNT 5 /* source, target, type, u32 flags, data */
#define REQ_UMOUNT 6 /* target */
#define REQ_MKDIR 7 /* path, with parents */
#define REQ_INSMOD 8 /* path */
#define REQ_CHROOT 9 /* path: becomes /; "" is the first root again */
#define REQ_LINK_UP 10 /* interface */
#define REQ_POWEROFF 11

/* guest to host */
#define REP_HELLO 64 /* release, machine */
#define REP_OK 65
#define REP_FAIL 66 /* u32 errno, what */
#define REP_OUT 67 /* bytes of stdout */
#define REP_ERR 68 /* bytes of stderr */
#define REP_EXIT 69 /* u32 exit code, u32 signal */
#define REP_DATA 70 /* bytes of a file; REP_OK follows the last */
#define REP_PID 71 /* u32 pid of a run, before any output */

/* flags of REQ_RUN */
#define RUN_TTY 1 /* stdio is /dev/console, in a session of its own */
#define RUN_MEMLOCK 2 /* RLIMIT_MEMLOCK unlimited */

#endif
