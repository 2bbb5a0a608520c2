/** The recorders that are measured, and how to read what each of them has recorded. */
import { basename, join } from "node:path";
import type { Tool } from "../build/tools.ts";
import { readItems } from "../lib/recording/reader.ts";
import { text } from "../lib/recording/values.ts";
import { type Flood, isOf } from "./floods.ts";
import { type Recorded, readPerf, readText, type Tick, tickOf } from "./peer-output.ts";

export interface Recorder {
  readonly name: string;
  /** What it does and does not record. */
  readonly desc: string;
  readonly tool: Tool | null;
  /** Needs tracefs, which it then gets in a mount namespace of its own. */
  readonly tracefs: boolean;
  readonly floods: readonly Flood["name"][];
  /** Run in an empty folder; output goes to `stdout` there, errors to `stderr`. */
  readonly command: readonly string[];
  /** The file in that folder that holds the recording. */
  readonly file: string;
  read(dir: string, flood: Flood, pid: number): Promise<Recorded>;
}

const printOpens =
  'tracepoint:syscalls:sys_enter_openat { printf("%d %s\\n", pid, str(args->filename)); }';

/** Those that come with Debian. */
export const peers: readonly Recorder[] = [
  {
    name: "perf",
    desc: "perf record -a -e syscalls:sys_enter_openat: calls, without file names and results",
    tool: "perf",
    tracefs: true,
    floods: ["open", "getppid"],
    command: [
      ...["perf", "record", "-a", "-e", "syscalls:sys_enter_openat", "-o", "perf.data"],
      ...["--no-buildid", "--no-buildid-cache"],
    ],
    file: "perf.data",
    read: (dir, _, pid) => readPerf(dir, pid),
  },
  {
    name: "bpftrace",
    desc: "tracepoint sys_enter_openat, printf of pid and file name to a file, fully buffered",
    tool: "bpftrace",
    tracefs: true,
    floods: ["open", "getppid"],
    command: ["bpftrace", "-B", "full", "-e", printOpens],
    file: "stdout",
    read: (dir, _, pid) => readText(dir, pid),
  },
  {
    name: "opensnoop",
    desc: "of libbpf-tools, to a file: pid, command, result and file name",
    tool: "opensnoop",
    tracefs: true,
    floods: ["open", "getppid"],
    command: ["opensnoop"],
    file: "stdout",
    read: (dir, _, pid) => readText(dir, pid),
  },
];

/** All audit points at once: what one costs does not depend on the others. */
export function sonde(path: string): Recorder {
  return {
    name: /^sonde-linux-/.test(basename(path)) ? "sonde" : basename(path),
    desc: "record --events '*': all audit points, results, absolute paths, who and where",
    tool: null,
    tracefs: false,
    floods: ["open", "getppid", "connect", "create_unlink", "fork_exec"],
    command: [path, "record", "--events", "*", "-o", "sonde.cbor"],
    file: "sonde.cbor",
    read: async (dir, flood, pid) => readRecording(join(dir, "sonde.cbor"), flood, pid),
  };
}

function readRecording(path: string, flood: Flood, pid: number): Recorded {
  let [own, total, lost] = [0, 0, 0];
  let firstTick: Tick | null = null;
  for (const item of readItems(path)) {
    if (item.type === "trailer") {
      const points = Object.values(item.trailer.points);
      lost = points.flatMap((point) => Object.values(point.lost)).reduce((a, b) => a + b, 0);
    }
    if (item.type !== "record" || item.record.schema.name === "process") continue;
    total++;
    if (isOf(flood, item.record, pid)) own++;
    else firstTick ??= tickOf(String(text(item.record, "path")));
  }
  return { own, total, lost, firstTick };
}
