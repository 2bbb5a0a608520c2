/**
 * The processes that are running when a recording begins, from /proc. What cannot be read (gone
 * meanwhile, a kernel thread's memory) is null. Written after the hooks are in place, so that a
 * process is in the snapshot, in the events, or in both: never in neither.
 */
import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { kind, schema } from "../events.gen.ts";
import { encodeItem } from "../recording/writer.ts";
import type { Known, KnownProcesses } from "./known-processes.ts";
import { redact } from "./redact.ts";

/** /proc gives start times in ticks of USER_HZ, 100 a second on all architectures. */
const tickNs = 10_000_000n;

type Value = number | bigint | string | Uint8Array | null | readonly Value[];

const fields = schema[0].fields.map(({ name }) => name);
type FieldName = (typeof fields)[number];

/**
 * One encoded item per running process, in one piece. redacted: secrets in arguments are masked.
 * known: fills in what may not be read any more, and learns.
 */
export function snapshot(
  redacted = false,
  known?: KnownProcesses,
): {
  readonly bytes: Uint8Array;
  readonly processes: number;
} {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const processes = pids.flatMap((pid) => {
    const values = readProcess(`/proc/${pid}`, Number(pid), redacted);
    return values === undefined ? [] : [{ ...values, ...knownOf(values, known) }];
  });
  known?.replace(processes.map((each) => [each.pid, each.start, each]));
  const items = processes.map((values) =>
    encodeItem([kind.process, ...fields.map((name) => values[name])]),
  );
  return { bytes: Buffer.concat(items), processes: items.length };
}

/** What /proc does not tell, from earlier. */
function knownOf(values: Process, known: KnownProcesses | undefined): Known {
  const before = known?.find(values.pid, values.start);
  return {
    path: values.path ?? before?.path ?? null,
    pidns: values.pidns ?? before?.pidns ?? null,
    mntns: values.mntns ?? before?.mntns ?? null,
  };
}

type Process = Record<FieldName, Value> & Known & { readonly pid: number; readonly start: bigint };

/** Undefined when the process is gone. */
function readProcess(dir: string, pid: number, redacted: boolean): Process | undefined {
  const stat = attempt(() => readFileSync(`${dir}/stat`, "latin1"));
  const status = attempt(() => readFileSync(`${dir}/status`, "latin1"));
  if (stat === null || status === null) return undefined;
  // Fields count from behind the name, which may hold spaces and parentheses: ") S 1 …".
  const numbers = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ids = (name: string): number[] =>
    (new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1] ?? "").split(/\s+/).map(Number);
  const [uid, euid] = ids("Uid");
  const [gid] = ids("Gid");
  return {
    start: BigInt(numbers[19] ?? 0) * tickNs,
    pid,
    ppid: Number(numbers[1]),
    sid: Number(numbers[3]),
    pgid: Number(numbers[2]),
    uid: uid ?? null,
    gid: gid ?? null,
    euid: euid ?? null,
    loginuid: attempt(() => Number(readFileSync(`${dir}/loginuid`, "latin1"))),
    pidns: namespaceInode(`${dir}/ns/pid`),
    mntns: namespaceInode(`${dir}/ns/mnt`),
    comm: attempt(() => text(readFileSync(`${dir}/comm`).subarray(0, -1))),
    path: attempt(() => text(readlinkSync(`${dir}/exe`, "buffer"))),
    argv: attempt(() => strings(readFileSync(`${dir}/cmdline`), redacted)),
    cwd: attempt(() => text(readlinkSync(`${dir}/cwd`, "buffer"))),
    cgroup: attempt(() => cgroupPath(readFileSync(`${dir}/cgroup`, "latin1"))),
  };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function text(bytes: Uint8Array): string | Uint8Array {
  return isUtf8(bytes) ? Buffer.from(bytes).toString("utf8") : bytes;
}

/** Strings that are ended by NUL, the last one perhaps not. */
function strings(bytes: Buffer, redacted: boolean): (string | Uint8Array)[] {
  if (bytes.length === 0) return [];
  const whole = bytes.toString("latin1").replace(/\0$/, "").split("\0");
  const words = redacted ? redact(whole) : whole;
  return words.map((word) => text(Buffer.from(word, "latin1")));
}

/** "pid:[4026531836]" -> 4026531836; null when it can't be read, or says something else. */
function namespaceInode(link: string): number | null {
  const inode = attempt(() => /\[(\d+)\]$/.exec(readlinkSync(link))?.[1]);
  return inode === null || inode === undefined ? null : Number(inode);
}

/** The unified hierarchy's ("0::/…"), unless the process is only in its root and v1 says more. */
function cgroupPath(text: string): string | null {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.split(":").slice(2).join(":"));
  const unified = /^0::(.*)$/m.exec(text)?.[1];
  if (unified !== undefined && unified !== "/") return unified;
  return lines.find((path) => path !== "/" && path !== "") ?? unified ?? null;
}
