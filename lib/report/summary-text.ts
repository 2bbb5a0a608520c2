/** A summary as text: a head, then tables that fit the terminal. */
import { type Choice, everything, findingsPart, isAsked } from "./choice.ts";
import { findingsList } from "./findings/findings-text.ts";
import type { Summary } from "./summary-data.ts";
import { head } from "./summary-head.ts";
import { groupTable, pointTable, programTable, timeTable } from "./summary-tables.ts";
import { table } from "./table.ts";
import { treeColumns, treeRows } from "./tree-rows.ts";
import { wrap } from "./wrap.ts";

export interface Layout {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Rows of a tree. */
  readonly treeRows: number;
}

/** As many findings as fit on a screen. */
const findingRows = 20;

/** What is told beside the tables of events. */
const parts = [
  {
    ...findingsPart,
    title: "Findings",
    body: ({ findings }: Summary, { columns, colour }: Layout) =>
      findingsList(findings, findings.blind, { columns, colour, limit: findingRows }),
  },
  {
    name: "points",
    title: "Audit points",
    area: "recording",
    body: ({ points }: Summary, { columns }: Layout) => pointTable(points, columns),
  },
  {
    name: "blindSpots",
    title: "Not seen",
    area: "recording",
    isWarning: true,
    body: ({ notSeen }: Summary, { columns }: Layout) =>
      notSeen.map((sentence) => wrap(sentence, columns, "- ", "  ")).join(""),
  },
  {
    name: "timeline",
    title: "Events over time",
    area: "recording",
    body: ({ timeline }: Summary, { columns }: Layout) => timeTable(timeline, columns),
  },
  {
    name: "programs",
    title: "Programs by events",
    area: "processes",
    body: ({ programs }: Summary, { columns }: Layout) => programTable(programs, columns),
  },
  {
    name: "tree",
    title: "Started processes",
    area: "processes",
    body: (summary: Summary, { columns, treeRows: limit }: Layout) =>
      table(treeColumns, treeRows(summary.tree, limit), columns),
  },
] as const;

/** Names that are no table of events, and their areas: for --section. */
export const partNames: readonly { readonly name: string; readonly area: string }[] = parts;

export function summaryText(summary: Summary, layout: Layout, choice: Choice = everything): string {
  const texts = [
    head(summary, layout.columns),
    ...parts
      .filter((part) => isAsked(choice, part))
      .map((part) => section(part.title, part.body(summary, layout), layout, "isWarning" in part)),
    ...summary.sections.map((each) =>
      section(each.heading.title, groupTable(each, layout.columns), layout, false),
    ),
  ];
  return joined(texts);
}

/** With an empty line between them; the first is never all that is told. */
export function joined(texts: readonly string[]): string {
  const told = texts.filter((text) => text !== "");
  return [...told, ...(told.length > 1 ? [] : ["Nothing of what was asked for.\n"])].join("\n");
}

export function section(
  title: string,
  body: string,
  { colour }: Layout,
  isWarning: boolean,
): string {
  if (body === "") return "";
  const bold = isWarning ? "\x1b[1;33m" : "\x1b[1m";
  return `${colour ? `${bold}${title}\x1b[0m` : title}\n${body}`;
}
