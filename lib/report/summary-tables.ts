/** The tables of a summary as text that fits the terminal. */

import type { Text } from "../recording/values.ts";
import { countText, rateText } from "./number.ts";
import type { ProgramCount } from "./programs.ts";
import { lostOf, type PointSummary, type SectionFound } from "./summary-data.ts";
import { type Column, type Rest, table } from "./table.ts";
import type { TallyColumn } from "./tally.ts";
import { durationText } from "./time.ts";
import { pieces, sparkline, type Timeline } from "./timeline.ts";
import type { Rows } from "./top.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

const pointColumns: readonly Column[] = [
  { head: "point", whole: true },
  { head: "hook", mayGo: true },
  { head: "state", whole: true },
  { head: "seen", figures: true, mayGo: true },
  { head: "recorded", figures: true },
  { head: "lost", figures: true },
  { head: "missed", figures: true, mayGo: true },
  { head: "/s", figures: true, mayGo: true },
];

/** Those where something happened or something is to be known; the silent ones in one sentence. */
export function pointTable(points: readonly PointSummary[], columns: number): string {
  const silent = points.filter(isSilent);
  const told = points.filter((each) => !silent.includes(each));
  const names = silent.map(({ point }) => point).join(", ");
  const rest =
    silent.length === 0 ? "" : wrap(`Watched, and nothing happened: ${names}.`, columns, "", "");
  return table(pointColumns, told.map(pointRow), columns) + rest;
}

/** Seen firing in the self-test, and nothing since then. */
function isSilent({ plan, counts, events }: PointSummary): boolean {
  return plan?.state === "verified" && events === 0 && counts?.seen === 0 && counts.missed === 0;
}

function pointRow({ point, plan, counts, events, rate }: PointSummary): string[] {
  const known =
    counts === null
      ? ["?", countText(events), "?", "?"]
      : [
          countText(counts.seen),
          countText(events),
          countText(lostOf(counts)),
          counts.missed === null ? "?" : countText(counts.missed),
        ];
  const isWatched = plan === null || plan.flavour !== null;
  return [
    point,
    isWatched ? visible(plan?.flavour ?? "") : "none",
    isWatched ? (plan?.state ?? "") : "",
    ...(isWatched ? known : ["", "", "", ""]),
    isWatched && rate !== null ? rateText(rate) : "",
  ];
}

/** Room for the names of points, the figures, and what is between them. */
const besideBars = 42;
const leastBars = 10;
const mostBars = 120;

/** How many events there were when. */
export function timeTable({ seconds, rows }: Timeline, columns: number): string {
  const slices = rows[0]?.counts.length ?? 0;
  const width = Math.min(Math.max(columns - besideBars, leastBars), mostBars, slices);
  const each = slices === 0 ? 0 : (seconds * slices) / width;
  const heads: Column[] = [
    { head: "point", whole: true },
    { head: `a bar is ${durationText(each * 1e9)}`, cut: "end", whole: true },
    { head: "most", figures: true },
  ];
  const lines = rows.map(({ point, counts }) => [
    point,
    sparkline(counts, width),
    countText(Math.max(...pieces(counts, width))),
  ]);
  return table(heads, lines, columns);
}

const programColumns: readonly Column[] = [
  { head: "program", cut: "middle" },
  { head: "user", figures: true },
  { head: "processes", figures: true },
  { head: "events", figures: true },
];

/** With the hosts in front, where the programs have some. */
export function programTable(
  programs: Rows<ProgramCount & { readonly host?: Text }>,
  columns: number,
): string {
  const hasHosts = programs.rows.some(({ value }) => value.host !== undefined);
  const heads = hasHosts ? [{ head: "host" }, ...programColumns] : programColumns;
  const rows = programs.rows.map(({ value, count, atLeast }) => [
    ...(hasHosts ? [visible(value.host ?? "")] : []),
    value.program === null ? "?" : visible(value.program),
    value.uid === null ? "" : String(value.uid),
    processText(value),
    atLeastText(count, atLeast),
  ]);
  return table(heads, rows, columns, othersRow(programs));
}

function processText({ pid, processes }: ProgramCount): string {
  return processes === 1 ? `pid ${pid}` : countText(processes);
}

/** Of events that have much in common. */
export function groupTable({ heading, found }: SectionFound, columns: number): string {
  const shown = heading.columns.flatMap((column, i) =>
    column.isOptional && found.rows.every(({ value }) => !value[i]) ? [] : [{ column, i }],
  );
  const heads: Column[] = [
    ...shown.map(({ column }) => columnOf(column)),
    { head: "count", figures: true },
  ];
  const rows = found.rows.map(({ value, count, atLeast }) => [
    ...shown.map(({ i }) => cellText(value[i] ?? null)),
    atLeastText(count, atLeast),
  ]);
  return table(heads, rows, columns, othersRow(found));
}

function columnOf({ head, cut, figures, isOptional }: TallyColumn): Column {
  const mayGo = isOptional === true;
  return figures ? { head, figures, mayGo } : { head, cut: cut ?? "middle", mayGo };
}

function cellText(cell: SectionFound["found"]["rows"][number]["value"][number]): string {
  if (typeof cell === "number") return cell === 0 ? "" : countText(cell);
  return cell === null ? "" : visible(cell);
}

function atLeastText(count: number, atLeast: boolean): string {
  return `${atLeast ? "≥ " : ""}${countText(count)}`;
}

function othersRow({ others }: Rows<unknown>): Rest | null {
  if (others === null) return null;
  const name = others.keys === null ? "… others" : `… ${countText(others.keys)} others`;
  return [name, countText(others.count)];
}
