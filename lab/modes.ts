/** THE table of modes: what each changes about a machine before sonde runs in it. Data only; lab/setup.ts does it. */
import type { Userland } from "./userland.ts";

/** One thing done in the guest as root. */
export type Step =
  | {
      readonly mount: string;
      readonly on: string;
      readonly type: string;
      readonly data?: string;
      readonly bind?: true;
    }
  | { readonly umount: string }
  | { readonly mkdir: string }
  | { readonly write: string; readonly to: string }
  | { readonly insmod: string }
  | { readonly moveMount: string; readonly to: string }
  | { readonly switchRoot: string };

/** A file that shows that the mode is in force: what it contains, or null when it must not be there. */
export interface Evidence {
  readonly file: string;
  readonly has?: string;
  readonly hasNot?: string;
  readonly absent?: true;
}

export interface Mode {
  readonly name: string;
  readonly desc: string;
  /** Checked before anything else is believed. */
  readonly evidence: readonly Evidence[];
  /** Modes that agree in these three share one boot. */
  readonly cmdline?: string;
  readonly userland?: Userland;
  /** Before anything else is mounted. */
  readonly root?: readonly Step[];
  /** Done before this mode's cases, and undone after them by `leave`. */
  readonly enter?: readonly Step[];
  readonly leave?: readonly Step[];
  /** Capabilities that sonde keeps; all unless told. */
  readonly caps?: readonly (keyof typeof capability)[];
  readonly memlock?: "unlimited";
  /** The cgroup that sonde is put in. */
  readonly cgroup?: string;
}

/** Bits, from include/uapi/linux/capability.h. */
export const capability = { PERFMON: 38, BPF: 39 } as const;

const tracing = "/sys/kernel/tracing";
const debug = "/sys/kernel/debug";
const cgroup = "/sys/fs/cgroup/limited";

/** Order matters within a boot: what is hardest to undo comes last. */
export const modes: readonly Mode[] = [
  {
    name: "default",
    desc: "no lockdown, glibc 2.36, all capabilities, all mounted",
    evidence: [
      { file: "/sys/kernel/security/lockdown", has: "[none]" },
      { file: `${tracing}/trace` },
    ],
  },
  {
    name: "few-caps",
    desc: "root without CAP_SYS_ADMIN: only CAP_BPF and CAP_PERFMON",
    evidence: [],
    caps: ["BPF", "PERFMON"],
    memlock: "unlimited",
  },
  {
    name: "memory-limit",
    desc: "a memory cgroup of 256 MiB",
    evidence: [{ file: `${cgroup}/memory.max`, has: `${256 << 20}` }],
    cgroup,
    enter: [
      { write: "+memory", to: "/sys/fs/cgroup/cgroup.subtree_control" },
      { mkdir: cgroup },
      { write: `${256 << 20}`, to: `${cgroup}/memory.max` },
    ],
  },
  {
    name: "no-btf",
    desc: "/sys/kernel/btf hidden",
    evidence: [{ file: "/sys/kernel/btf/vmlinux", absent: true }],
    enter: [{ mkdir: "/empty" }, { mount: "/empty", on: "/sys/kernel/btf", type: "", bind: true }],
    leave: [{ umount: "/sys/kernel/btf" }],
  },
  {
    name: "no-tracefs",
    desc: "tracefs and debugfs not mounted",
    evidence: [
      { file: `${tracing}/trace`, absent: true },
      { file: `${debug}/tracing/trace`, absent: true },
    ],
    enter: [{ umount: tracing }, { umount: debug }],
    leave: [
      { mount: "tracefs", on: tracing, type: "tracefs" },
      { mount: "debugfs", on: debug, type: "debugfs" },
    ],
  },
  {
    name: "no-kprobes",
    desc: "/sys/kernel/debug/kprobes/enabled is 0",
    evidence: [{ file: `${debug}/kprobes/enabled`, has: "0" }],
    enter: [{ write: "0", to: `${debug}/kprobes/enabled` }],
    leave: [{ write: "1", to: `${debug}/kprobes/enabled` }],
  },
  {
    name: "no-ftrace",
    desc: "kernel.ftrace_enabled is 0",
    evidence: [{ file: "/proc/sys/kernel/ftrace_enabled", has: "0" }],
    enter: [{ write: "0", to: "/proc/sys/kernel/ftrace_enabled" }],
    leave: [{ write: "1", to: "/proc/sys/kernel/ftrace_enabled" }],
  },
  {
    name: "integrity",
    desc: "lockdown=integrity",
    evidence: [{ file: "/sys/kernel/security/lockdown", has: "[integrity]" }],
    cmdline: "lockdown=integrity",
  },
  {
    name: "confidentiality",
    desc: "lockdown=confidentiality",
    evidence: [{ file: "/sys/kernel/security/lockdown", has: "[confidentiality]" }],
    cmdline: "lockdown=confidentiality",
  },
  {
    name: "lsm-bpf",
    desc: "bpf among the active security modules",
    evidence: [{ file: "/sys/kernel/security/lsm", has: "bpf" }],
    cmdline: "lsm=lockdown,yama,apparmor,bpf",
  },
  {
    name: "lsm-no-bpf",
    desc: "bpf not among the active security modules",
    evidence: [{ file: "/sys/kernel/security/lsm", hasNot: "bpf" }],
    cmdline: "lsm=lockdown,yama,apparmor",
  },
  {
    name: "overlay",
    desc: "the root is an overlayfs, as in a container",
    evidence: [{ file: "/proc/self/mounts", has: "overlay / overlay" }],
    root: [
      { insmod: "/modules/overlay.ko" },
      { mkdir: "/layers" },
      { mount: "layers", on: "/layers", type: "tmpfs" },
      { mkdir: "/layers/upper" },
      { mkdir: "/layers/work" },
      { mkdir: "/merged" },
      {
        mount: "overlay",
        on: "/merged",
        type: "overlay",
        data: "lowerdir=/,upperdir=/layers/upper,workdir=/layers/work",
      },
      { moveMount: "/dev", to: "/merged/dev" },
      { moveMount: "/proc", to: "/merged/proc" },
      { moveMount: "/sys", to: "/merged/sys" },
      { switchRoot: "/merged" },
    ],
  },
  {
    name: "glibc-2.31",
    desc: "the C library of bullseye",
    evidence: [{ file: "/lib/libc.so.6", has: "GNU C Library (Debian GLIBC 2.31" }],
    userland: "2.31",
  },
];

/** What every guest mounts, after the mode's root. */
export const baseSetup: readonly Step[] = [
  { mkdir: "/tmp" },
  { mkdir: "/scratch" },
  { mkdir: "/run" },
  { mkdir: "/dev/shm" },
  { mkdir: "/dev/pts" },
  { mount: "devpts", on: "/dev/pts", type: "devpts" },
  { mount: "tmpfs", on: "/dev/shm", type: "tmpfs", data: "mode=1777" },
  { mount: "tmpfs", on: "/run", type: "tmpfs" },
  { mount: "tmpfs", on: "/tmp", type: "tmpfs", data: "mode=1777" },
  { mount: "securityfs", on: "/sys/kernel/security", type: "securityfs" },
  { mount: "tracefs", on: tracing, type: "tracefs" },
  { mount: "debugfs", on: debug, type: "debugfs" },
  { mount: "bpf", on: "/sys/fs/bpf", type: "bpf" },
  { mount: "cgroup", on: "/sys/fs/cgroup", type: "cgroup2" },
];

/** Modes that can share a boot have the same key. */
export function bootKey(mode: Mode): string {
  return JSON.stringify([mode.cmdline ?? "", mode.userland ?? "2.36", mode.root ?? []]);
}
