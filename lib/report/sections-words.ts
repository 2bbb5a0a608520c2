/** Words for the numbers in events, as the kernel's headers have them. */
import { type Entry, num } from "../recording/values.ts";
import { signalName } from "./signals.ts";

/** Signal 0 only asks whether the target is there and may be reached. */
export function signalText(event: Entry): string | null {
  const signal = num(event, "signal");
  if (signal === null) return null;
  return signal === 0 ? "none (asks)" : signalName(signal);
}

/** A thread's id where the call names only that. */
export function signalTarget(event: Entry): string {
  return String(num(event, "target") ?? num(event, "thread") ?? "");
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

export function requestText(event: Entry): string | null {
  const request = num(event, "request");
  return request === null ? null : (requests.get(request) ?? String(request));
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

export function namespacesText(event: Entry): string | null {
  const flags = num(event, "namespaces");
  if (flags === null) return null;
  return namespaceFlags.flatMap(([name, flag]) => ((flags & flag) !== 0 ? [name] : [])).join(" ");
}

/** enum bpf_prog_type of linux/bpf.h, as bpftool prints it; in order. */
const programTypes = (
  "unspec socket_filter kprobe sched_cls sched_act tracepoint xdp perf_event cgroup_skb " +
  "cgroup_sock lwt_in lwt_out lwt_xmit sock_ops sk_skb cgroup_device sk_msg raw_tracepoint " +
  "cgroup_sock_addr lwt_seg6local lirc_mode2 sk_reuseport flow_dissector cgroup_sysctl " +
  "raw_tracepoint_writable cgroup_sockopt tracing struct_ops ext lsm sk_lookup syscall netfilter"
).split(" ");

export function programTypeText(event: Entry): string | null {
  const type = num(event, "prog_type");
  return type === null ? null : (programTypes[type] ?? String(type));
}
