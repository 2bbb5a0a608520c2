/** One event as one line, of text or of JSON. */
import { field } from "../recording/values.ts";
import type { Finding } from "../report/findings/finding.ts";
import { findingData } from "../report/findings/findings-json.ts";
import { actorAndSubject } from "../report/findings/findings-text.ts";
import type { Severity } from "../report/findings/rule.ts";
import { jsonLine } from "../report/json.ts";
import { cut } from "../report/table.ts";
import { isoTime } from "../report/time.ts";
import type { ColumnName } from "./column-names.ts";
import { clockText, columnGap, fittedWidths, lineColumns, type Seen } from "./columns.ts";

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
  return `${painted(aligned(layout.columns, layout), faint, layout)}\n`;
}

export function eventLine(seen: Seen, layout: LineLayout): string {
  const cells = layout.columns.map((name) => lineColumns[name].cell(seen));
  return `${aligned(cells, layout)}\n`;
}

/** A finding between the events that showed it. */
export function findingLine(finding: Finding, offset: bigint, layout: LineLayout): string {
  const { rule, severity, subject, process } = finding;
  const time = clockText(BigInt(finding.first), offset);
  const about = actorAndSubject(process, subject);
  const text = `${time}  ${severity.toUpperCase()}  ${rule.title}  ${about}`;
  return `${painted(fitted(text, layout.width), severityColours[severity], layout)}\n`;
}

/** A sentence about the stream itself. */
export function noteLine(text: string, layout: LineLayout): string {
  return `${painted(fitted(`… ${text}`, layout.width), "1;33", layout)}\n`;
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

/** Cells below each other: on a terminal always, elsewhere as long as they are not too long. */
function aligned(cells: readonly string[], { columns, width }: LineLayout): string {
  const widths = width === null ? null : fittedWidths(columns, width);
  const line = columns.map((name, i) => {
    const column = lineColumns[name];
    const room = widths?.[i] ?? column.width;
    const cell = cells[i] ?? "";
    const text = width === null || room === 0 ? cell : cut(cell, room, "middle");
    const padding = " ".repeat(Math.max(room - Bun.stringWidth(text), 0));
    return column.isNumber ? padding + text : text + padding;
  });
  return fitted(line.join(columnGap), width);
}

function fitted(line: string, width: number | null): string {
  const plain = line.trimEnd();
  return width === null ? plain : cut(plain, width, "end");
}
