/** What this process may do, from /proc/self. */
import { existsSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import { textOf } from "./text-file.ts";

export interface ProcessStatus {
  /** Bit n: capability n is effective. */
  readonly capabilities: bigint;
  /** A seccomp filter decides about system calls. */
  readonly filtered: boolean;
  /** Capabilities count for the whole machine; in another user namespace they do not. */
  readonly initialUserNamespace: boolean;
}

/** Numbers of capabilities; include/uapi/linux/capability.h. */
export const capability = { netAdmin: 12, sysAdmin: 21, perfmon: 38, bpf: 39 } as const;

const userNamespace = "/proc/self/ns/user";
/** Inode of the first user namespace, PROC_USER_INIT_INO in include/linux/proc_ns.h. */
const initialUserNamespace = "user:[4026531837]";

/** The lines CapEff and Seccomp of a status file (man 5 proc_pid_status). */
export function parseStatus(
  text: string,
): Pick<ProcessStatus, "capabilities" | "filtered"> | undefined {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1];
  if (mask === undefined) return undefined;
  return { capabilities: BigInt(`0x${mask}`), filtered: /^Seccomp:\s*2$/m.test(text) };
}

export function processStatus(): ProcessStatus {
  const parsed = parseStatus(textOf("/proc/self/status") ?? "");
  return {
    ...(parsed ?? { capabilities: 0n, filtered: false }),
    initialUserNamespace: !hasUserNamespaces() || linkOf(userNamespace) === initialUserNamespace,
  };
}

/** A kernel without CONFIG_USER_NS has the other namespaces alone. */
export function hasUserNamespaces(): boolean {
  return existsSync(userNamespace) || !existsSync(dirname(userNamespace));
}

/** Target of a symbolic link, undefined where it cannot be read. */
export function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Is a capability effective? */
export const holds = ({ capabilities }: ProcessStatus, bit: number): boolean =>
  ((capabilities >> BigInt(bit)) & 1n) === 1n;

/** Why a refusal says nothing about the kernel; undefined: it does. */
export function whyRefused(process: ProcessStatus): string | undefined {
  const enough = holds(process, capability.bpf) && holds(process, capability.perfmon);
  if (!enough && !holds(process, capability.sysAdmin)) {
    return "needs root, or CAP_BPF and CAP_PERFMON";
  }
  if (!process.initialUserNamespace) {
    return "in a user namespace, whose root has no rights over the kernel";
  }
  if (process.filtered) return "a seccomp filter on this process may be what refuses";
  return undefined;
}
