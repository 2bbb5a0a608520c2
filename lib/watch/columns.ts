/** THE table of what a line of `watch` can show of an event. */
import { type Entry, int, num, text } from "../recording/values.ts";
import { commandLine } from "../report/command-line.ts";
import { eventText } from "../report/event-text.ts";
import type { History } from "../report/history.ts";
import type { NameLookup } from "../report/known-names.ts";
import type { Process } from "../report/process.ts";
import { result } from "../report/section-columns.ts";
import { isoTime } from "../report/time.ts";
import { visible } from "../report/visible.ts";
import { type ColumnName, columnNames } from "./column-names.ts";

export interface Seen {
  readonly event: Entry;
  readonly process: Process;
  readonly history: History;
  readonly names: NameLookup;
  /** ns: wall time of an event = ts + offset. */
  readonly offset: bigint;
}

export interface LineColumn {
  readonly desc: string;
  /** Least columns; what follows is pushed to the right by longer values. */
  readonly width: number;
  readonly isNumber?: true;
  readonly byDefault?: true;
  /** Fit to be printed. */
  readonly cell: (seen: Seen) => string;
}

function numberCell(name: string): (seen: Seen) => string {
  return ({ event }) => String(num(event, name) ?? "?");
}

/** "12:34:56.789", UTC. */
export function clockText(ts: bigint, offset: bigint): string {
  return isoTime(ts + offset)?.slice(11, 23) ?? "?";
}

function programText({ program, comm }: Process, event: Entry): string {
  return visible(program?.path ?? comm ?? text(event, "comm") ?? "?");
}

export const lineColumns: Readonly<Record<ColumnName, LineColumn>> = {
  time: {
    desc: "when, UTC",
    width: 12,
    byDefault: true,
    cell: ({ event, offset }) => clockText(BigInt(int(event, "ts") ?? 0), offset),
  },
  point: {
    desc: "audit point",
    width: 14,
    byDefault: true,
    cell: ({ event }) => event.schema.name,
  },
  pid: { desc: "process", width: 7, isNumber: true, byDefault: true, cell: numberCell("pid") },
  tid: { desc: "thread", width: 7, isNumber: true, cell: numberCell("tid") },
  ppid: { desc: "who started the process", width: 7, isNumber: true, cell: numberCell("ppid") },
  uid: { desc: "user", width: 5, isNumber: true, byDefault: true, cell: numberCell("uid") },
  euid: { desc: "effective user", width: 5, isNumber: true, cell: numberCell("euid") },
  comm: {
    desc: "name of the thread",
    width: 15,
    cell: ({ event }) => visible(text(event, "comm") ?? "?"),
  },
  program: {
    desc: "path of the program",
    width: 24,
    byDefault: true,
    cell: ({ event, process }) => programText(process, event),
  },
  argv: {
    desc: "command line of the process",
    width: 30,
    cell: ({ process }) => commandLine(process.program?.argv ?? []),
  },
  parent: {
    desc: "program that started the process",
    width: 20,
    cell: ({ process, history }) => {
      const parent = history.parentOf(process);
      return visible(parent?.program?.path ?? parent?.comm ?? "?");
    },
  },
  cpu: { desc: "processor", width: 3, isNumber: true, cell: numberCell("cpu") },
  cgroup: {
    desc: "id of the control group",
    width: 8,
    isNumber: true,
    cell: ({ event }) => String(int(event, "cgroup") ?? "?"),
  },
  pidns: { desc: "pid namespace", width: 10, isNumber: true, cell: numberCell("pidns") },
  mntns: { desc: "mount namespace", width: 10, isNumber: true, cell: numberCell("mntns") },
  result: {
    desc: "ok, or the error",
    width: 8,
    cell: ({ event, process, names }) => visible(result.cell(event, process, names) ?? ""),
  },
  detail: {
    desc: "what the event says",
    width: 0,
    byDefault: true,
    cell: ({ event, process, names }) => eventText(event, process, names),
  },
};

export const defaultColumns: readonly ColumnName[] = columnNames.filter(
  (name) => lineColumns[name].byDefault,
);
