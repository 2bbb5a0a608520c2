/** The capabilities that an audit can use; numbers: include/uapi/linux/capability.h. */
import { type Answer, no, unknown, yes } from "../probe/answer.ts";
import type { Feature } from "./feature.ts";
import { capability, holds, type ProcessStatus } from "./process-status.ts";
import { textOf } from "./text-file.ts";

interface Capability {
  readonly bit: number;
  readonly name: string;
  /** What is lost without it. */
  readonly gives: string;
}

const capabilities: readonly Capability[] = [
  { bit: capability.bpf, name: "CAP_BPF", gives: "loading programs without CAP_SYS_ADMIN" },
  { bit: capability.perfmon, name: "CAP_PERFMON", gives: "tracing programs and perf events" },
  {
    bit: capability.sysAdmin,
    name: "CAP_SYS_ADMIN",
    gives: "all of BPF before Linux 5.8, detached mounts",
  },
  { bit: 24, name: "CAP_SYS_RESOURCE", gives: "raising RLIMIT_MEMLOCK where BPF memory counts" },
  { bit: 19, name: "CAP_SYS_PTRACE", gives: "reading other users' /proc/PID: paths, environment" },
  { bit: 2, name: "CAP_DAC_READ_SEARCH", gives: "reading files whatever their permissions" },
  { bit: 14, name: "CAP_IPC_LOCK", gives: "perf buffers beyond kernel.perf_event_mlock_kb" },
  { bit: 40, name: "CAP_CHECKPOINT_RESTORE", gives: "files that processes have mapped" },
  { bit: 34, name: "CAP_SYSLOG", gives: "addresses of kernel functions in /proc/kallsyms" },
  {
    bit: capability.netAdmin,
    name: "CAP_NET_ADMIN",
    gives: "programs on network devices and cgroups",
  },
];

const wayToGet = (): string =>
  process.getuid?.() === 0
    ? "start sonde where root keeps it: outside the container, or with it in the bounding set"
    : "run sonde as root";

function ask({ bit, name }: Capability, status: ProcessStatus): Answer {
  const known = Number(textOf("/proc/sys/kernel/cap_last_cap") ?? bit);
  if (known < bit) return no(`this kernel is older than ${name}; CAP_SYS_ADMIN covers it`);
  if (!holds(status, bit)) {
    return no("this process does not have it");
  }
  return status.initialUserNamespace
    ? yes()
    : unknown("held in a user namespace only, not over the machine");
}

export const capabilityFeatures: readonly Feature[] = capabilities.map((one) => ({
  id: one.name.toLowerCase(),
  group: "permissions",
  title: one.name,
  lost: one.gives,
  remedy: wayToGet(),
  ask: (session) => ask(one, session.status),
}));
