/** What is done to be recorded: one C program each, named after it. */

import type { PointName } from "../lib/points.ts";
import type { Entry } from "../lib/recording/values.ts";
import { num, text } from "../lib/recording/values.ts";

export interface Flood {
  readonly name: "open" | "getppid" | "connect" | "fork_exec" | "create_unlink";
  readonly desc: string;
  /** Operations in a full run. */
  readonly count: number;
  /** One of each is recorded for one operation; whose they are: the flood's, or its child's. */
  readonly events: Partial<Record<PointName, "pid" | "ppid">>;
}

export const floods: readonly Flood[] = [
  {
    name: "open",
    desc: "openat + close",
    count: 1_000_000,
    events: { "file.open": "pid" },
  },
  {
    name: "getppid",
    desc: "getppid, which is not audited",
    count: 3_000_000,
    events: {},
  },
  {
    name: "connect",
    desc: "connect, UDP",
    count: 500_000,
    events: { "net.connect": "pid" },
  },
  {
    name: "create_unlink",
    desc: "create + close + unlink",
    count: 50_000,
    events: { "file.open": "pid", "file.create": "pid", "file.unlink": "pid" },
  },
  {
    name: "fork_exec",
    desc: "fork + exec + exit + wait",
    count: 5_000,
    events: { "process.fork": "pid", "process.exec": "ppid", "process.exit": "ppid" },
  },
];

/** What a forked child opens before it becomes the flood. */
const standardInput = "/dev/null";

/** Did an operation of the flood, running as `pid`, cause this event? */
export function isOf(flood: Flood, entry: Entry, pid: number): boolean {
  if (text(entry, "path") === standardInput) return false;
  const whose = new Map<string, string>(Object.entries(flood.events)).get(entry.schema.name);
  return whose !== undefined && num(entry, whose) === pid;
}
