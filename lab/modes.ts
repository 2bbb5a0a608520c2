/** THE table of modes: what each changes about a machine before sonde runs in it. Data only; lab/setup.ts does it. */
import type { Runs } from "./case.ts";
import type { Kernel } from "./kernels.ts";
import { otherUserland } from "./userland.ts";

/** One thing done in the guest as root. */
export type Step =
  | {
      readonly mount: string;
      readonly on: string;
      readonly type: string;
      readonly data?: string;
      /** The same folder at another place; "all" with what is mounted below it. */
      readonly bind?: true | "all";
    }
  | { readonly umount: string }
  | { readonly mkdir: string }
  | { readonly write: string; readonly to: string }
  | { readonly insmod: string }
  /** Becomes / for all that is done next; "" is the first root again. */
  | { readonly chroot: string };

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
  readonly runs: ModeRuns;
  /** Only these machines: "x86_64 5.10"; all unless told. */
  readonly machines?: readonly string[];
  /** Modes that agree in this share one boot. */
  readonly cmdline?: string;
  /** Done before this mode's cases, and undone after them by `leave`; without one it stays for the modes behind it. */
  readonly enter?: readonly Step[];
  readonly leave?: readonly Step[];
  /** Capabilities that sonde keeps; all unless told. */
  readonly caps?: readonly (keyof typeof capability)[];
  readonly memlock?: "unlimited";
  /** What `sonde record` and `plan` are told to do without. */
  readonly without?: readonly string[];
  /** The cgroup that sonde is put in. */
  readonly cgroup?: string;
}

/** Which cases a mode runs. Every mode runs those without a point: that it is in force, and the probe. */
export interface ModeRuns {
  /** Glob of the cases about points, each by the flavour that sonde chooses; none when left out. */
  readonly points?: string;
  /** Glob of the doors (fentry, tp_btf, ...) whose flavours are forced, one recording each; none when left out. */
  readonly forced?: string;
  readonly why: string;
}

/** Bits, from include/uapi/linux/capability.h. */
export const capability = { PERFMON: 38, BPF: 39 } as const;

const tracing = "/sys/kernel/tracing";
const debug = "/sys/kernel/debug";
const cgroup = "/sys/fs/cgroup/limited";

const all = "*";

/** Where nothing changes of what the hooks see, and only whether the audit works at all is the question. */
const few = "{exec,fork,exit,unlink,connect}";

/** The root of the mode *overlay*, as the first root sees it. */
export const merged = "/merged";

/** Order matters within a boot: what can't be undone comes last. */
export const modes: readonly Mode[] = [
  {
    name: "default",
    desc: "no lockdown, all capabilities, all mounted",
    evidence: [
      { file: "/sys/kernel/security/lockdown", has: "[none]" },
      { file: `${tracing}/trace` },
    ],
    runs: { points: all, forced: "*", why: "nothing is in the way of any flavour" },
  },
  {
    name: "lsm-bpf",
    desc: "bpf among the active security modules",
    evidence: [{ file: "/sys/kernel/security/lsm", has: "bpf" }],
    cmdline: "lsm=lockdown,yama,apparmor,bpf",
    runs: {
      points: few,
      forced: "lsm",
      why: "the list decides on programs of security modules alone",
    },
  },
  {
    name: "lsm-no-bpf",
    desc: "bpf not among the active security modules",
    evidence: [{ file: "/sys/kernel/security/lsm", hasNot: "bpf" }],
    cmdline: "lsm=lockdown,yama,apparmor",
    runs: {
      points: few,
      forced: "lsm",
      why: "they attach and are never called: that must be noticed",
    },
  },
  {
    name: "few-caps",
    desc: "root without CAP_SYS_ADMIN: only CAP_BPF and CAP_PERFMON",
    evidence: [],
    caps: ["BPF", "PERFMON"],
    memlock: "unlimited",
    runs: { points: few, why: "the same programs load; what else is asked of the host may not" },
  },
  {
    name: "no-caps",
    desc: "root without any capability",
    evidence: [],
    caps: [],
    runs: { why: "no program loads, and sonde must say what is missing" },
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
    runs: { points: few, why: "maps are charged to it; no flavour needs more than another" },
  },
  {
    name: "no-btf",
    desc: "/sys/kernel/btf hidden",
    evidence: [{ file: "/sys/kernel/btf/vmlinux", absent: true }],
    enter: [{ mkdir: "/empty" }, { mount: "/empty", on: "/sys/kernel/btf", type: "", bind: true }],
    leave: [{ umount: "/sys/kernel/btf" }],
    runs: { points: all, why: "types from elsewhere serve all flavours that are left alike" },
  },
  {
    name: "as-5.4",
    desc: "without what came after 5.4: types, ring buffer, mapped arrays, helpers, functions that are verified once",
    runs: {
      points: all,
      why: "the flavours that are left run as on the kernels that have no others; on the oldest of each architecture",
    },
    machines: ["x86_64 5.10", "arm64 6.1"],
    evidence: [],
    without: [
      ...["global_functions", "btf", "mmap", "test_run", "ktime_get_boot_ns", "ringbuf_output"],
      // Not task_pt_regs, which 5.10 lacks by itself: the stack that is looked at instead ends elsewhere with FRED.
      ...["get_current_task_btf", "probe_read_user", "probe_read_kernel"],
      ...["probe_read_user_str", "probe_read_kernel_str"],
    ],
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
    runs: { points: few, forced: "tracepoint", why: "perf needs a number that is in tracefs" },
  },
  {
    name: "no-kprobes",
    desc: "/sys/kernel/debug/kprobes/enabled is 0",
    evidence: [{ file: `${debug}/kprobes/enabled`, has: "0" }],
    enter: [{ write: "0", to: `${debug}/kprobes/enabled` }],
    leave: [{ write: "1", to: `${debug}/kprobes/enabled` }],
    runs: {
      points: few,
      forced: "kprobe",
      why: "they attach and never fire: that must be noticed",
    },
  },
  {
    name: "glibc-2.31",
    desc: "the C library of bullseye",
    evidence: [{ file: "/lib/libc.so.6", has: "GNU C Library (Debian GLIBC 2.31" }],
    enter: [
      { mount: `${otherUserland}/lib`, on: "/lib", type: "", bind: true },
      { mount: `${otherUserland}/lib64`, on: "/lib64", type: "", bind: true },
    ],
    leave: [{ umount: "/lib64" }, { umount: "/lib" }],
    runs: { points: few, why: "the executable runs against it; the kernel is the same" },
  },
  {
    name: "overlay",
    desc: "the root is an overlayfs, as in a container",
    evidence: [{ file: "/proc/self/mounts", has: "overlay / overlay" }],
    enter: [
      { mkdir: "/layers" },
      { mount: "layers", on: "/layers", type: "tmpfs" },
      { mkdir: "/layers/upper" },
      { mkdir: "/layers/work" },
      { mkdir: merged },
      {
        mount: "overlay",
        on: merged,
        type: "overlay",
        data: "lowerdir=/,upperdir=/layers/upper,workdir=/layers/work",
      },
      ...["/dev", "/proc", "/sys", "/run", "/tmp"].map(
        (folder): Step => ({ mount: folder, on: `${merged}${folder}`, type: "", bind: "all" }),
      ),
      { chroot: merged },
    ],
    leave: [{ chroot: "" }, { umount: merged }, { umount: "/layers" }],
    runs: {
      points: all,
      forced: "kprobe",
      why: "inner functions, which are chosen where the kernel has trampolines, run again for the layer below",
    },
  },
  {
    name: "no-ftrace",
    desc: "kernel.ftrace_enabled is 0",
    evidence: [{ file: "/proc/sys/kernel/ftrace_enabled", has: "0" }],
    enter: [{ write: "0", to: "/proc/sys/kernel/ftrace_enabled" }],
    leave: [{ write: "1", to: "/proc/sys/kernel/ftrace_enabled" }],
    runs: {
      points: all,
      why: "what hangs on functions is blind, and attaching it may break ftrace",
    },
  },
  {
    name: "integrity",
    desc: "lockdown=integrity",
    evidence: [{ file: "/sys/kernel/security/lockdown", has: "[integrity]" }],
    enter: [{ write: "integrity", to: "/sys/kernel/security/lockdown" }],
    runs: { points: few, why: "takes nothing from reading programs; nor has no-ftrace before it" },
  },
  {
    name: "confidentiality",
    desc: "lockdown=confidentiality",
    evidence: [{ file: "/sys/kernel/security/lockdown", has: "[confidentiality]" }],
    cmdline: "lockdown=confidentiality",
    runs: {
      points: all,
      forced: "{tp_btf,raw_tp,tracepoint}",
      why: "takes helpers and tracefs away, and functions altogether, which the chosen flavours tell",
    },
  },
];

/** As lab/case.ts asks for it. */
export function runsOf({ name, runs }: Pick<Mode, "name" | "runs">, kernel: Kernel): Runs {
  return { name, machine: `${kernel.arch} ${kernel.name}`, ...runs };
}

/** This host is tried with every flavour. */
export function nativeRuns(arch: Kernel["arch"]): Runs {
  return { name: "native", machine: `${arch} native`, points: all, forced: "*" };
}

/** What every guest mounts, after the mode's root. */
export const baseSetup: readonly Step[] = [
  { mkdir: "/scratch" },
  { mount: "devpts", on: "/dev/pts", type: "devpts" },
  { mount: "tmpfs", on: "/dev/shm", type: "tmpfs", data: "mode=1777" },
  { mount: "tmpfs", on: "/run", type: "tmpfs" },
  { mount: "tmpfs", on: "/tmp", type: "tmpfs", data: "mode=1777" },
  { mount: "securityfs", on: "/sys/kernel/security", type: "securityfs" },
  { mount: "tracefs", on: tracing, type: "tracefs" },
  { mount: "debugfs", on: debug, type: "debugfs" },
  { mount: "bpf", on: "/sys/fs/bpf", type: "bpf" },
  { mount: "cgroup", on: "/sys/fs/cgroup", type: "cgroup2" },
  { insmod: "/modules/overlay.ko" },
];

/** One bit per capability that stays; all when the mode limits nothing. */
export function capabilityMask(mode: Pick<Mode, "caps">): bigint {
  if (mode.caps === undefined) return -1n;
  return mode.caps.reduce((mask, name) => mask | (1n << BigInt(capability[name])), 0n);
}

/** What a kernel must be booted with for a mode; only its own when it is in the mode by itself. Such modes share a boot. */
export function cmdlineOf(mode: Mode, kernel: Pick<Kernel, "inherent" | "cmdline">): string {
  const forMode = kernel.inherent.includes(mode.name) ? undefined : mode.cmdline;
  return [kernel.cmdline, forMode].filter((words) => words !== undefined).join(" ");
}
