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
  /** Least columns; what follows is pushed to the right by longer values. 0: the rest of the line. */
  readonly width: number;
  /** On a terminal too narrow for all: it gives way down to this. */
  readonly least?: number;
  readonly isNumber?: true;
  /** Shown unless columns are chosen, on terminals that have as many. */
  readonly byDefault?: number;
  /** Fit to be printed. */
  readonly cell: (seen: Seen) => string;
}

export const columnGap = "  ";

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
    byDefault: 0,
    cell: ({ event, offset }) => clockText(BigInt(int(event, "ts") ?? 0), offset),
  },
  point: {
    desc: "audit point",
    width: 19,
    least: 14,
    byDefault: 0,
    cell: ({ event }) => event.schema.name,
  },
  pid: { desc: "process", width: 7, isNumber: true, byDefault: 0, cell: numberCell("pid") },
  tid: { desc: "thread", width: 7, isNumber: true, cell: numberCell("tid") },
  ppid: { desc: "who started the process", width: 7, isNumber: true, cell: numberCell("ppid") },
  uid: { desc: "user", width: 5, isNumber: true, byDefault: 100, cell: numberCell("uid") },
  euid: { desc: "effective user", width: 5, isNumber: true, cell: numberCell("euid") },
  comm: {
    desc: "name of the thread",
    width: 15,
    cell: ({ event }) => visible(text(event, "comm") ?? "?"),
  },
  program: {
    desc: "path of the program",
    width: 24,
    least: 12,
    byDefault: 0,
    cell: ({ event, process }) => programText(process, event),
  },
  argv: {
    desc: "command line of the process",
    width: 30,
    least: 12,
    cell: ({ process }) => commandLine(process.program?.argv ?? []),
  },
  parent: {
    desc: "program that started the process",
    width: 20,
    least: 12,
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
    byDefault: 0,
    cell: ({ event, process, names }) => eventText(event, process, names),
  },
};

/** Those of a line that nobody chose. width: of the terminal; null: there is none. */
export function defaultColumns(width: number | null): readonly ColumnName[] {
  return columnNames.filter((name) => {
    const { byDefault } = lineColumns[name];
    return byDefault !== undefined && (width === null || width >= byDefault);
  });
}

/** Widths of columns on a terminal: a third of it is left for the one that takes the rest. */
export function fittedWidths(names: readonly ColumnName[], terminal: number): number[] {
  const columns = names.map((name) => lineColumns[name]);
  const rest = columns.some(({ width }) => width === 0) ? Math.floor(terminal / 3) : 0;
  const gaps = columnGap.length * (columns.length - 1);
  const used = columns.reduce((sum, { width }) => sum + width, rest + gaps);
  const spare = columns.map(({ width, least = width }) => width - least);
  const all = spare.reduce((sum, each) => sum + each, 0);
  const share = all === 0 ? 0 : Math.min(Math.max((used - terminal) / all, 0), 1);
  return columns.map(({ width }, i) => width - Math.ceil((spare[i] ?? 0) * share));
}
