/** Tables that fit the terminal, whatever is in them. */
import Table from "cli-table3";

export interface Column {
  readonly head: string;
  /** Figures: to the right, never cut. */
  readonly figures?: boolean;
  /** Left out where there is no room for all; those furthest to the right first. */
  readonly mayGo?: boolean;
  /** Cut last. */
  readonly whole?: boolean;
  /** Columns that may go do so before it is cut to less. */
  readonly least?: number;
  /** Where long text is cut. */
  readonly cut?: "middle" | "end";
}

/** Narrower terminals get tables of this width. */
const minWidth = 40;
/** No column of text is cut to less. */
const minText = 5;
const ellipsis = "…";
const headLines = 2;
const gap = "  ";
/** A line below the head and nothing else: the room is for what is told. */
const noBox = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "─",
  "mid-mid": "──",
  right: "",
  "right-mid": "",
  middle: gap,
} as const;

/** The last row: what the others leave out, in our own words, and a figure below the last column. */
export type Rest = readonly [text: string, figure: string];

/**
 * width: that may be used. The cells must be fit to be printed (visible.ts). Empty when there are
 * no rows.
 */
export function table(
  columns: readonly Column[],
  rows: readonly string[][],
  width: number,
  rest: Rest | null = null,
): string {
  if (rows.length === 0) return "";
  const usable = Math.max(width, minWidth);
  const tooMuch = columns.findLastIndex(({ mayGo }) => mayGo);
  if (tooMuch >= 0 && leastWidth(columns, rows) > usable) {
    const without = <T>(all: readonly T[]): T[] => all.filter((_, i) => i !== tooMuch);
    return table(without(columns), rows.map(without), width, rest);
  }
  const lines = draw(columns, rows, usable, rest);
  // Where the table's idea of a character's width is not ours, columns would slip: spell it out.
  const [line = ""] = lines;
  const slipped = rows.map((_, i) => Bun.stringWidth(lines[i + headLines] ?? "") !== line.length);
  const safe = slipped.includes(true)
    ? draw(
        columns,
        rows.map((row, i) => (slipped[i] ? row.map(spelledOut) : row)),
        usable,
        rest,
      )
    : lines;
  return safe.map((each) => `${each.trimEnd()}\n`).join("");
}

/** The lines of the table, all as wide as the first: head, line, rows, what is left out. */
function draw(
  columns: readonly Column[],
  rows: readonly string[][],
  width: number,
  rest: Rest | null,
): string[] {
  const widths =
    rest === null ? fit(columns, rows, width) : fitWithRest(columns, rows, width, rest);
  const made = new Table({
    head: columns.map(({ head }, i) => cut(head, widths[i] ?? 0, "end")),
    colWidths: widths,
    colAligns: columns.map(({ figures }) => (figures ? "right" : "left")),
    chars: noBox,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) {
    made.push(row.map((cell, i) => cut(cell, widths[i] ?? 0, columns[i]?.cut ?? "end")));
  }
  return [...made.toString().split("\n"), ...(rest === null ? [] : [restLine(rest, widths)])];
}

/** cli-table3 can't: it takes the gap between the columns that a cell spans for one column wide. */
function restLine([text, figure]: Rest, widths: readonly number[]): string {
  const [last = 0, ...others] = widths.toReversed();
  const room = others.reduce((sum, each) => sum + gap.length + each, -gap.length);
  return cut(text, room, "end").padEnd(room) + gap + figure.padStart(last);
}

/** Its text lies below several columns: only a table that is narrower gets wider for it. */
function fitWithRest(
  columns: readonly Column[],
  rows: readonly string[][],
  width: number,
  [text, figure]: Rest,
): number[] {
  const last = columns.map((_, i) => (i === columns.length - 1 ? figure : ""));
  const [first = 0, ...others] = fit(columns, [...rows, last], width);
  const all = others.reduce((sum, each) => sum + gap.length + each, first);
  const wanted = text.length + gap.length + (others.at(-1) ?? 0);
  return [first + Math.max(Math.min(wanted, width) - all, 0), ...others];
}

/** How narrow it can be made. */
function leastWidth(columns: readonly Column[], rows: readonly string[][]): number {
  const widths = contentWidths(columns, rows).map((width, i) =>
    columns[i]?.figures || columns[i]?.whole
      ? width
      : Math.min(width, columns[i]?.least ?? minText),
  );
  return widths.reduce((sum, each) => sum + each, gap.length * (columns.length - 1));
}

function contentWidths(columns: readonly Column[], rows: readonly string[][]): number[] {
  return columns.map(({ head }, i) =>
    Math.max(Bun.stringWidth(head), ...rows.map((row) => Bun.stringWidth(row[i] ?? "")), 1),
  );
}

/**
 * Widths of the columns' text: as it is, or the widest cut until all fits; columns that should be
 * whole only when nothing else is left to cut.
 */
function fit(columns: readonly Column[], rows: readonly string[][], width: number): number[] {
  const widths = contentWidths(columns, rows);
  const usable = width - gap.length * (columns.length - 1);
  const texts = columns.flatMap(({ figures }, i) => (figures ? [] : [i]));
  shrink(
    widths,
    texts.filter((i) => !columns[i]?.whole),
    usable,
  );
  shrink(widths, texts, usable);
  return widths;
}

/** Makes the widest of the `which` columns narrower until all columns fit. */
function shrink(widths: number[], which: readonly number[], usable: number): void {
  for (;;) {
    const over = widths.reduce((sum, each) => sum + each, -usable);
    const [widest, ...others] = which
      .filter((i) => (widths[i] ?? 0) > minText)
      .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (over <= 0 || widest === undefined) return;
    const now = widths[widest] ?? 0;
    // Down to the next widest, and from there on one by one with it.
    const next = Math.max(minText, ...others.map((i) => widths[i] ?? 0));
    widths[widest] = Math.max(now - over, Math.min(next, now - 1), minText);
  }
}

/** At most `width` columns wide. */
export function cut(text: string, width: number, where: "middle" | "end"): string {
  if (Bun.stringWidth(text) <= width) return text;
  const keep = width - 1;
  if (where === "end") return head(text, keep) + ellipsis;
  const left = Math.floor(keep / 3);
  return head(text, left) + ellipsis + tail(text, keep - left);
}

const segmenter = new Intl.Segmenter();

function head(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += Bun.stringWidth(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}

function tail(text: string, width: number): string {
  const segments = [...segmenter.segment(text)].reverse();
  let taken = "";
  let used = 0;
  for (const { segment } of segments) {
    used += Bun.stringWidth(segment);
    if (used > width) break;
    taken = segment + taken;
  }
  return taken;
}

function spelledOut(text: string): string {
  return text.replace(
    /[^ -~]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
