/** Words for the numbers in events, as the kernel's headers have them. */
import { schema } from "../events.gen.ts";
import { setsOf } from "./capabilities.ts";
import { signalName } from "./signals.ts";

/** Signal 0 only asks whether the target is there and may be reached. */
export function signalText(signal: number): string {
  return signal === 0 ? "none (asks)" : signalName(signal);
}

/** linux/ptrace.h; those that are recorded. */
const requests: ReadonlyMap<number, string> = new Map([
  [0, "TRACEME"],
  [4, "POKETEXT"],
  [5, "POKEDATA"],
  [6, "POKEUSR"],
  [16, "ATTACH"],
  [0x4206, "SEIZE"],
]);

export function requestText(request: number): string {
  return requests.get(request) ?? String(request);
}

/** CLONE_NEW* of linux/sched.h. */
const namespaceFlags = [
  ["time", 0x80],
  ["mnt", 0x20000],
  ["cgroup", 0x2000000],
  ["uts", 0x4000000],
  ["ipc", 0x8000000],
  ["user", 0x10000000],
  ["pid", 0x20000000],
  ["net", 0x40000000],
] as const;

export function namespacesText(flags: number): string {
  return setsOf(flags, namespaceFlags);
}

/** enum bpf_prog_type of linux/bpf.h, as bpftool prints it; in order. */
const programTypes = (
  "unspec socket_filter kprobe sched_cls sched_act tracepoint xdp perf_event cgroup_skb " +
  "cgroup_sock lwt_in lwt_out lwt_xmit sock_ops sk_skb cgroup_device sk_msg raw_tracepoint " +
  "cgroup_sock_addr lwt_seg6local lirc_mode2 sk_reuseport flow_dissector cgroup_sysctl " +
  "raw_tracepoint_writable cgroup_sockopt tracing struct_ops ext lsm sk_lookup syscall netfilter"
).split(" ");

export function programTypeText(type: number): string {
  return programTypes[type] ?? String(type);
}

/** asm-generic/fcntl.h; arm64 differs in none of these. */
const openFlag = { accessMode: 0o3, create: 0o100, truncate: 0o1000 } as const;
const accessModes = ["read", "write", "both", "none"] as const;

export function accessText(flags: number): string {
  const mode = accessModes[flags & openFlag.accessMode] ?? "read";
  const creates = (flags & openFlag.create) !== 0 ? "+create" : "";
  return `${mode}${creates}${(flags & openFlag.truncate) !== 0 ? "+empty" : ""}`;
}

/** Permissions with the set-uid, set-gid and sticky bits; without the type of the file. */
export function modeText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** MS_* of linux/mount.h; those that change what a mount means. */
const mountFlags = [
  ["ro", 1],
  ["nosuid", 2],
  ["nodev", 4],
  ["noexec", 8],
  ["remount", 32],
  ["bind", 4096],
  ["move", 8192],
  ["rec", 16384],
  ["unbindable", 1 << 17],
  ["private", 1 << 18],
  ["slave", 1 << 19],
  ["shared", 1 << 20],
] as const;

export function mountFlagsText(flags: number): string {
  return setsOf(flags, mountFlags);
}

const kindNames: ReadonlyMap<number, string> = new Map(
  schema.map(({ kind, name }) => [kind, name]),
);

/** The point of an event's kind, as this version numbers them. */
export function kindName(kind: number): string {
  return kindNames.get(kind) ?? String(kind);
}
