/**
 * Which system calls run which body at their end, per ABI. Numbers: the kernel's
 * arch/x86/entry/syscalls/*.tbl, scripts/syscall.tbl (arm64) and arch/arm/tools/syscall.tbl.
 * x32 takes those of x86_64, with a bit, but for the calls whose structures it has in 32 bits.
 */
import { body } from "../events.gen.ts";
import { kindBits, type PointName, type Via } from "../points.ts";
import type { Choice } from "./ladder.ts";
export interface Syscall {
  readonly name: string;
  readonly point: PointName;
  readonly body: number;
  /** Number per ABI; absent where the ABI does not have the call. */
  readonly x64?: number;
  /** Only where it is not that of x86_64. */
  readonly x32?: number;
  readonly i386?: number;
  readonly arm64?: number;
  readonly arm?: number;
}

// biome-ignore format: a table
export const syscalls: readonly Syscall[] = [
  { name: "open", point: "file.open", body: body.open, x64: 2, i386: 5, arm: 5 },
  { name: "openat", point: "file.open", body: body.openat, x64: 257, i386: 295, arm64: 56, arm: 322 },
  { name: "openat2", point: "file.open", body: body.openat2, x64: 437, i386: 437, arm64: 437, arm: 437 },
  { name: "creat", point: "file.open", body: body.creat, x64: 85, i386: 8, arm: 8 },
  { name: "open", point: "file.create", body: body.open, x64: 2, i386: 5, arm: 5 },
  { name: "openat", point: "file.create", body: body.openat, x64: 257, i386: 295, arm64: 56, arm: 322 },
  { name: "openat2", point: "file.create", body: body.openat2, x64: 437, i386: 437, arm64: 437, arm: 437 },
  { name: "creat", point: "file.create", body: body.creat, x64: 85, i386: 8, arm: 8 },
  { name: "mknod", point: "file.create", body: body.mknod, x64: 133, i386: 14, arm: 14 },
  { name: "mknodat", point: "file.create", body: body.mknodat, x64: 259, i386: 297, arm64: 33, arm: 324 },
  { name: "linkat", point: "file.create", body: body.linkat, x64: 265, i386: 303, arm64: 37, arm: 330 },
  { name: "mkdir", point: "file.mkdir", body: body.mkdir, x64: 83, i386: 39, arm: 39 },
  { name: "mkdirat", point: "file.mkdir", body: body.mkdirat, x64: 258, i386: 296, arm64: 34, arm: 323 },
  { name: "rename", point: "file.rename", body: body.rename, x64: 82, i386: 38, arm: 38 },
  { name: "renameat", point: "file.rename", body: body.renameat, x64: 264, i386: 302, arm64: 38, arm: 329 },
  { name: "renameat2", point: "file.rename", body: body.renameat2, x64: 316, i386: 353, arm64: 276, arm: 382 },
  { name: "link", point: "file.link", body: body.link, x64: 86, i386: 9, arm: 9 },
  { name: "linkat", point: "file.link", body: body.linkat, x64: 265, i386: 303, arm64: 37, arm: 330 },
  { name: "symlink", point: "file.symlink", body: body.symlink, x64: 88, i386: 83, arm: 83 },
  { name: "symlinkat", point: "file.symlink", body: body.symlinkat, x64: 266, i386: 304, arm64: 36, arm: 331 },
  { name: "unlink", point: "file.unlink", body: body.unlink, x64: 87, i386: 10, arm: 10 },
  { name: "unlinkat", point: "file.unlink", body: body.unlinkat, x64: 263, i386: 301, arm64: 35, arm: 328 },
  { name: "rmdir", point: "file.unlink", body: body.rmdir, x64: 84, i386: 40, arm: 40 },
  { name: "chmod", point: "file.chmod", body: body.chmod, x64: 90, i386: 15, arm: 15 },
  { name: "fchmod", point: "file.chmod", body: body.fchmod, x64: 91, i386: 94, arm64: 52, arm: 94 },
  { name: "fchmodat", point: "file.chmod", body: body.fchmodat, x64: 268, i386: 306, arm64: 53, arm: 333 },
  { name: "fchmodat2", point: "file.chmod", body: body.fchmodat, x64: 452, i386: 452, arm64: 452, arm: 452 },
  { name: "chown", point: "file.chown", body: body.chown, x64: 92 },
  { name: "lchown", point: "file.chown", body: body.chown, x64: 94 },
  { name: "fchown", point: "file.chown", body: body.fchown, x64: 93, arm64: 55 },
  { name: "chown", point: "file.chown", body: body.chown16, i386: 182, arm: 182 },
  { name: "lchown", point: "file.chown", body: body.chown16, i386: 16, arm: 16 },
  { name: "fchown", point: "file.chown", body: body.fchown16, i386: 95, arm: 95 },
  { name: "chown32", point: "file.chown", body: body.chown, i386: 212, arm: 212 },
  { name: "lchown32", point: "file.chown", body: body.chown, i386: 198, arm: 198 },
  { name: "fchown32", point: "file.chown", body: body.fchown, i386: 207, arm: 207 },
  { name: "fchownat", point: "file.chown", body: body.fchownat, x64: 260, i386: 298, arm64: 54, arm: 325 },
  { name: "mount", point: "fs.mount", body: body.mount, x64: 165, i386: 21, arm64: 40, arm: 21 },
  { name: "move_mount", point: "fs.mount", body: body.moveMount, x64: 429, i386: 429, arm64: 429, arm: 429 },
  { name: "umount", point: "fs.umount", body: body.umount, i386: 22 },
  { name: "umount2", point: "fs.umount", body: body.umount2, x64: 166, i386: 52, arm64: 39, arm: 52 },
  { name: "connect", point: "net.connect", body: body.connect, x64: 42, i386: 362, arm64: 203, arm: 283 },
  { name: "connect", point: "net.connected", body: body.connect, x64: 42, i386: 362, arm64: 203, arm: 283 },
  { name: "bind", point: "net.bind", body: body.bind, x64: 49, i386: 361, arm64: 200, arm: 282 },
  { name: "listen", point: "net.listen", body: body.listen, x64: 50, i386: 363, arm64: 201, arm: 284 },
  { name: "accept", point: "net.accept", body: body.accept, x64: 43, arm64: 202, arm: 285 },
  { name: "accept4", point: "net.accept", body: body.accept, x64: 288, i386: 364, arm64: 242, arm: 366 },
  { name: "read", point: "net.dns", body: body.read, x64: 0, i386: 3, arm64: 63, arm: 3 },
  { name: "write", point: "net.dns", body: body.write, x64: 1, i386: 4, arm64: 64, arm: 4 },
  { name: "readv", point: "net.dns", body: body.readv, x64: 19, x32: 515, i386: 145, arm64: 65, arm: 145 },
  { name: "writev", point: "net.dns", body: body.writev, x64: 20, x32: 516, i386: 146, arm64: 66, arm: 146 },
  { name: "connect", point: "net.dns", body: body.connect, x64: 42, i386: 362, arm64: 203, arm: 283 },
  { name: "send", point: "net.dns", body: body.send, arm: 289 },
  { name: "sendto", point: "net.dns", body: body.sendto, x64: 44, i386: 369, arm64: 206, arm: 290 },
  { name: "sendmsg", point: "net.dns", body: body.sendmsg, x64: 46, x32: 518, i386: 370, arm64: 211, arm: 296 },
  { name: "sendmmsg", point: "net.dns", body: body.sendmmsg, x64: 307, x32: 538, i386: 345, arm64: 269, arm: 374 },
  { name: "recv", point: "net.dns", body: body.recv, arm: 291 },
  { name: "recvfrom", point: "net.dns", body: body.recvfrom, x64: 45, x32: 517, i386: 371, arm64: 207, arm: 292 },
  { name: "recvmsg", point: "net.dns", body: body.recvmsg, x64: 47, x32: 519, i386: 372, arm64: 212, arm: 297 },
  { name: "recvmmsg", point: "net.dns", body: body.recvmmsg, x64: 299, x32: 537, i386: 337, arm64: 243, arm: 365 },
  { name: "recvmmsg_time64", point: "net.dns", body: body.recvmmsg, i386: 417, arm: 417 },
  { name: "socketcall", point: "net.connect", body: body.socketcall, i386: 102 },
  { name: "socketcall", point: "net.connected", body: body.socketcall, i386: 102 },
  { name: "socketcall", point: "net.bind", body: body.socketcall, i386: 102 },
  { name: "socketcall", point: "net.listen", body: body.socketcall, i386: 102 },
  { name: "socketcall", point: "net.accept", body: body.socketcall, i386: 102 },
  { name: "socketcall", point: "net.dns", body: body.socketcall, i386: 102 },
  { name: "setsid", point: "process.setsid", body: body.setsid, x64: 112, i386: 66, arm64: 157, arm: 66 },
  { name: "kill", point: "process.signal", body: body.kill, x64: 62, i386: 37, arm64: 129, arm: 37 },
  { name: "tkill", point: "process.signal", body: body.tkill, x64: 200, i386: 238, arm64: 130, arm: 238 },
  { name: "tgkill", point: "process.signal", body: body.tgkill, x64: 234, i386: 270, arm64: 131, arm: 268 },
  { name: "pidfd_send_signal", point: "process.signal", body: body.pidfdSendSignal, x64: 424, i386: 424, arm64: 424, arm: 424 },
  { name: "rt_sigqueueinfo", point: "process.signal", body: body.rtSigqueueinfo, x64: 129, x32: 524, i386: 178, arm64: 138, arm: 178 },
  { name: "rt_tgsigqueueinfo", point: "process.signal", body: body.rtTgsigqueueinfo, x64: 297, x32: 536, i386: 335, arm64: 240, arm: 363 },
  { name: "ptrace", point: "process.ptrace", body: body.ptrace, x64: 101, x32: 521, i386: 26, arm64: 117, arm: 26 },
  { name: "process_vm_writev", point: "process.vm_write", body: body.processVmWritev, x64: 311, x32: 540, i386: 348, arm64: 271, arm: 377 },
  { name: "memfd_create", point: "process.memfd", body: body.memfdCreate, x64: 319, i386: 356, arm64: 279, arm: 385 },
  { name: "unshare", point: "process.namespace", body: body.unshare, x64: 272, i386: 310, arm64: 97, arm: 337 },
  { name: "setns", point: "process.namespace", body: body.setns, x64: 308, i386: 346, arm64: 268, arm: 375 },
  { name: "clone", point: "process.namespace", body: body.clone, x64: 56, i386: 120, arm64: 220, arm: 120 },
  { name: "clone3", point: "process.namespace", body: body.clone3, x64: 435, i386: 435, arm64: 435, arm: 435 },
  { name: "execve", point: "process.exec_failed", body: body.execve, x64: 59, x32: 520, i386: 11, arm64: 221, arm: 11 },
  { name: "execveat", point: "process.exec_failed", body: body.execveat, x64: 322, x32: 545, i386: 358, arm64: 281, arm: 387 },
  { name: "init_module", point: "kernel.module_load_failed", body: body.initModule, x64: 175, i386: 128, arm64: 105, arm: 128 },
  { name: "finit_module", point: "kernel.module_load_failed", body: body.finitModule, x64: 313, i386: 350, arm64: 273, arm: 379 },
  { name: "bpf", point: "kernel.bpf_load", body: body.bpf, x64: 321, i386: 357, arm64: 280, arm: 386 },
  { name: "mprotect", point: "mem.wx", body: body.mprotect, x64: 10, i386: 125, arm64: 226, arm: 125 },
  { name: "pkey_mprotect", point: "mem.wx", body: body.mprotect, x64: 329, i386: 380, arm64: 288, arm: 394 },
  { name: "mmap", point: "mem.wx", body: body.mmap, x64: 9, i386: 90, arm64: 222 },
  { name: "mmap2", point: "mem.wx", body: body.mmap2, i386: 192, arm: 192 },
  { name: "unshare", point: "cred.escalation", body: body.unshare, x64: 272, i386: 310, arm64: 97, arm: 337 },
  { name: "setns", point: "cred.escalation", body: body.setns, x64: 308, i386: 346, arm64: 268, arm: 375 },
  { name: "capset", point: "cred.escalation", body: body.creds, x64: 126, i386: 185, arm64: 91, arm: 185 },
  { name: "setuid", point: "cred.escalation", body: body.creds, x64: 105, i386: 23, arm64: 146, arm: 23 },
  { name: "setgid", point: "cred.escalation", body: body.creds, x64: 106, i386: 46, arm64: 144, arm: 46 },
  { name: "setreuid", point: "cred.escalation", body: body.creds, x64: 113, i386: 70, arm64: 145, arm: 70 },
  { name: "setregid", point: "cred.escalation", body: body.creds, x64: 114, i386: 71, arm64: 143, arm: 71 },
  { name: "setresuid", point: "cred.escalation", body: body.creds, x64: 117, i386: 164, arm64: 147, arm: 164 },
  { name: "setresgid", point: "cred.escalation", body: body.creds, x64: 119, i386: 170, arm64: 149, arm: 170 },
  { name: "setfsuid", point: "cred.escalation", body: body.creds, x64: 122, i386: 138, arm64: 151, arm: 138 },
  { name: "setfsgid", point: "cred.escalation", body: body.creds, x64: 123, i386: 139, arm64: 152, arm: 139 },
  { name: "setreuid32", point: "cred.escalation", body: body.creds, i386: 203, arm: 203 },
  { name: "setregid32", point: "cred.escalation", body: body.creds, i386: 204, arm: 204 },
  { name: "setresuid32", point: "cred.escalation", body: body.creds, i386: 208, arm: 208 },
  { name: "setresgid32", point: "cred.escalation", body: body.creds, i386: 210, arm: 210 },
  { name: "setuid32", point: "cred.escalation", body: body.creds, i386: 213, arm: 213 },
  { name: "setgid32", point: "cred.escalation", body: body.creds, i386: 214, arm: 214 },
  { name: "setfsuid32", point: "cred.escalation", body: body.creds, i386: 215, arm: 215 },
  { name: "setfsgid32", point: "cred.escalation", body: body.creds, i386: 216, arm: 216 },
];

/** Entries of one program's table; `SYSCALLS` in bpf/door.bpf.h. */
const tableSize = 548;

/** In the order of `enum door` in bpf/door.bpf.h. */
const doors: readonly (readonly Via[])[] = [
  ["tp_btf"],
  ["raw_tp"],
  ["tracepoint"],
  ["fentry", "fexit"],
  ["kprobe"],
];

/**
 * `.data.syscalls`: what all programs at the end of system calls, and those inside of them, do, by
 * the points that are watched this way; then those points.
 */
export function syscallTables(choices: readonly Choice[]): Uint8Array {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const watched = doors.map((vias) => watchedThrough(choices, vias));
  const kinds = BigUint64Array.from(watched, (names) => kindBits([...names]));
  const tables = watched.map((names) => syscallTable(names, arch));
  return Buffer.concat([...tables, new Uint8Array(kinds.buffer)]);
}

/** Points that are watched at the end of system calls, by any program. */
export function atSysExit(choices: readonly Choice[]): bigint {
  const watched = choices.filter(({ flavour }) =>
    flavour?.hooks.some(({ hook }) => hook.name === "sys_exit"),
  );
  return kindBits(watched.map(({ point }) => point));
}

function watchedThrough(choices: readonly Choice[], vias: readonly Via[]): ReadonlySet<PointName> {
  const watched = choices.filter(({ flavour }) =>
    flavour?.hooks.some(
      ({ hook }) => vias.includes(hook.via) && (hook.name === "sys_exit" || isFunction(hook.via)),
    ),
  );
  return new Set(watched.map(({ point }) => point));
}

const isFunction = (via: Via): boolean => via === "fentry" || via === "fexit" || via === "kprobe";

/** The programs' table (u16 per number: native and x32 body, 32-bit ABI's in the high byte) for these points. */
export function syscallTable(wanted: ReadonlySet<PointName>, arch: "x64" | "arm64"): Uint8Array {
  const table = new Uint16Array(tableSize);
  const compat = arch === "x64" ? "i386" : "arm";
  for (const call of syscalls) {
    if (!wanted.has(call.point)) continue;
    const other = call[compat];
    const own = arch === "x64" ? [call.x64, call.x32] : [call.arm64];
    for (const native of own) {
      if (native !== undefined) table[native] = (table[native] ?? 0) | call.body;
    }
    if (other !== undefined) table[other] = (table[other] ?? 0) | (call.body << 8);
  }
  return new Uint8Array(table.buffer);
}
