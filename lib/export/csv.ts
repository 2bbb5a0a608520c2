/**
 * Comma-separated values (RFC 4180: CRLF, quotes doubled), the same columns for every event. Control
 * and format characters, bytes that are no UTF-8 and backslashes are escaped as everywhere else, so
 * that an event is one line; text that a spreadsheet would take for a formula gets an apostrophe.
 */
import { address, type Entry, int, type Text, text } from "../recording/values.ts";
import { hostText } from "../report/address.ts";
import { commandLine } from "../report/command-line.ts";
import { eventText } from "../report/event-text.ts";
import { protocol, remoteName, result } from "../report/section-columns.ts";
import { isoNanoseconds } from "../report/time.ts";
import { visible } from "../report/visible.ts";
import { isIp } from "./row.ts";
import type { Told } from "./told.ts";

/** Fit to be printed. Numbers are our own; text may be anybody's. */
type CsvCell = string | number | bigint | null;

interface CsvColumn {
  readonly name: string;
  readonly desc: string;
  readonly cell: (told: Told) => CsvCell;
}

/** Begins a formula: of spreadsheets in general, and in wide characters of those of East Asia. */
const formula = /^\s*[=+\-@\t\r＝＋－＠]/;
const special = /[",;\r\n]|^\s|\s$/;

/** THE columns. New ones go to the end. */
export const csvColumns: readonly CsvColumn[] = [
  { name: "time", desc: "UTC, to the ns", cell: ({ ts, offset }) => isoNanoseconds(ts + offset) },
  { name: "host", desc: "its name", cell: ({ header }) => visible(header.host.hostname) },
  { name: "point", desc: "audit point", cell: ({ event }) => event.schema.name },
  { name: "pid", desc: "process", cell: number("pid") },
  { name: "tid", desc: "thread", cell: number("tid") },
  { name: "ppid", desc: "who started the process", cell: number("ppid") },
  { name: "uid", desc: "user", cell: number("uid") },
  { name: "euid", desc: "effective user", cell: number("euid") },
  { name: "gid", desc: "group", cell: number("gid") },
  { name: "comm", desc: "name of the thread", cell: ({ event }) => shown(text(event, "comm")) },
  {
    name: "program",
    desc: "path of the program",
    cell: ({ process }) => shown(process.program?.path ?? null),
  },
  {
    name: "command",
    desc: "command line of the process",
    cell: ({ process }) => command(process.program?.argv ?? null),
  },
  {
    name: "parent_program",
    desc: "path of the program of the process's parent",
    cell: ({ parent }) => shown(parent?.program?.path ?? null),
  },
  {
    name: "parent_command",
    desc: "its command line",
    cell: ({ parent }) => command(parent?.program?.argv ?? null),
  },
  { name: "container", desc: "its id", cell: ({ container }) => container },
  {
    name: "result",
    desc: "ok, or the error; empty: not known",
    cell: ({ event, process, names }) => shown(result.cell(event, process, names)),
  },
  { name: "ret", desc: "what the call returned", cell: number("ret") },
  {
    name: "path",
    desc: "the file, or where it is now",
    cell: ({ event }) => shown(first(event, ["new_path", "path"])),
  },
  {
    name: "old_path",
    desc: "where it was, or what a link leads to",
    cell: ({ event }) => shown(first(event, ["old_path"])),
  },
  { name: "local_ip", desc: "this end of a socket", cell: ip("local") },
  { name: "local_port", desc: "its port", cell: port("local") },
  { name: "remote_ip", desc: "the other end", cell: ip("remote") },
  { name: "remote_port", desc: "its port", cell: port("remote") },
  {
    name: "remote_name",
    desc: "the name that was asked for",
    cell: ({ event, process, names }) => shown(remoteName.cell(event, process, names)),
  },
  {
    name: "protocol",
    desc: "tcp, udp, …",
    cell: ({ event, process, names }) => shown(protocol.cell(event, process, names)),
  },
  {
    name: "detail",
    desc: "what the event says, as in `sonde watch`",
    cell: ({ event, process, names }) => eventText(event, process, names),
  },
];

export const csvHead: string = line(csvColumns.map(({ name }) => name));

export function csvLine(told: Told): string {
  return line(csvColumns.map(({ cell }) => cell(told)));
}

function line(cells: readonly CsvCell[]): string {
  return `${cells.map(field).join(",")}\r\n`;
}

/** One cell. What is no number is never taken for a formula. */
function field(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function number(name: string): (told: Told) => CsvCell {
  return ({ event }) => int(event, name);
}

function ip(end: "local" | "remote"): (told: Told) => CsvCell {
  return ({ event }) => {
    const found = address(event, end);
    return found === null || !isIp(found) ? null : hostText(found);
  };
}

function port(end: "local" | "remote"): (told: Told) => CsvCell {
  return ({ event }) => {
    const found = address(event, end);
    return found === null || !isIp(found) ? null : found.port;
  };
}

function first(event: Entry, names: readonly string[]): Text | null {
  for (const name of names) {
    const found = text(event, name);
    if (found !== null) return found;
  }
  return null;
}

function command(argv: readonly Text[] | null): string | null {
  return argv === null ? null : commandLine(argv);
}

function shown(text: Text | null): string | null {
  return text === null ? null : visible(text);
}
