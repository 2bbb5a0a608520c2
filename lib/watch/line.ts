/** One event as one line, of text or of JSON. */
import { field } from "../recording/values.ts";
import type { Finding } from "../report/findings/finding.ts";
import { findingData } from "../report/findings/findings-json.ts";
import type { Severity } from "../report/findings/rule.ts";
import { jsonLine } from "../report/json.ts";
import { cut } from "../report/table.ts";
import { isoTime } from "../report/time.ts";
import { visible } from "../report/visible.ts";
import type { ColumnName } from "./column-names.ts";
import { clockText, lineColumns, type Seen } from "./columns.ts";

export interface LineLayout {
  readonly columns: readonly ColumnName[];
  /** Of the terminal; null: lines are not cut. */
  readonly width: number | null;
  readonly colour: boolean;
}

/** SGR parameters. */
const faint = "2";
const severityColours: { readonly [severity in Severity]: string } = {
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "2",
};

function painted(text: string, parameters: string, { colour }: LineLayout): string {
  return colour ? `\x1b[${parameters}m${text}\x1b[0m` : text;
}

/** The names of the columns. */
export function headLine(layout: LineLayout): string {
  const cells = layout.columns.map((name) => padded(name, name));
  return `${painted(fitted(cells.join("  "), layout), faint, layout)}\n`;
}

export function eventLine(seen: Seen, layout: LineLayout): string {
  const cells = layout.columns.map((name) => {
    const cell = lineColumns[name].cell(seen);
    return padded(name, layout.width === null ? cell : shortened(name, cell));
  });
  return `${fitted(cells.join("  "), layout)}\n`;
}

/** A finding between the events that showed it. */
export function findingLine(finding: Finding, offset: bigint, layout: LineLayout): string {
  const { rule, severity, subject, process } = finding;
  const time = clockText(BigInt(finding.first), offset);
  const by = visible(process.program ?? process.comm ?? `pid ${process.pid}`);
  const what = subject === null ? "" : `: ${visible(subject)}`;
  const text = `${time}  ${severity.toUpperCase()}  ${rule.title}  ${by}${what}`;
  return `${painted(fitted(text, layout), severityColours[severity], layout)}\n`;
}

/** A sentence about the stream itself. */
export function noteLine(text: string, layout: LineLayout): string {
  return `${painted(fitted(`… ${text}`, layout), "1;33", layout)}\n`;
}

export function eventJson({ event, process, offset }: Seen): string {
  const ts = field(event, "ts");
  const time = typeof ts === "number" || typeof ts === "bigint" ? BigInt(ts) : 0n;
  return jsonLine({
    time: isoTime(time + offset),
    point: event.schema.name,
    ...Object.fromEntries(
      event.schema.fields.map(({ name }, i) => [name, event.values[i] ?? null]),
    ),
    process: { program: process.program?.path ?? null, argv: process.program?.argv ?? null },
  });
}

export function findingJson(finding: Finding, offset: bigint): string {
  const time = isoTime(BigInt(finding.first) + offset);
  return jsonLine({ time, finding: findingData(finding) });
}

/** On a terminal columns stay below each other. */
function shortened(name: ColumnName, text: string): string {
  const { width } = lineColumns[name];
  return width === 0 ? text : cut(text, width, "middle");
}

function padded(name: ColumnName, text: string): string {
  const { width, isNumber } = lineColumns[name];
  const room = " ".repeat(Math.max(width - Bun.stringWidth(text), 0));
  return isNumber ? room + text : text + room;
}

function fitted(line: string, { width }: LineLayout): string {
  const plain = line.trimEnd();
  return width === null ? plain : cut(plain, width, "end");
}
