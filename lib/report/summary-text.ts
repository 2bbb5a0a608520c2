/** A summary as text: a head, then tables that fit the terminal. */
import { commandLine } from "./command-line.ts";
import { findingsList } from "./findings/findings-text.ts";
import { countText, plural, rateText, sizeText } from "./number.ts";
import type { ProgramCount } from "./programs.ts";
import { signalName } from "./signals.ts";
import { lostOf } from "./summary.ts";
import type { PointSummary, Summary } from "./summary-data.ts";
import { type Column, table } from "./table.ts";
import { durationText } from "./time.ts";
import type { Rows } from "./top.ts";
import { treeColumns, treeRows } from "./tree-rows.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

export interface Layout {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Rows of a tree. */
  readonly treeRows: number;
}

export function summaryText(summary: Summary, layout: Layout): string {
  const parts = [
    head(summary, layout),
    section("Findings", findings(summary, layout), layout),
    section("Audit points", pointTable(summary, layout), layout),
    section("Not seen", list(summary.notSeen, layout), layout, "warning"),
    section("Programs by events", programTable(summary, layout), layout),
    section("Started processes", tree(summary, layout), layout),
    ...summary.sections.map((each) => section(each.section.title, grouped(each, layout), layout)),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function section(title: string, body: string, { colour }: Layout, tone?: "warning"): string {
  if (body === "") return "";
  const bold = tone === "warning" ? "\x1b[1;33m" : "\x1b[1m";
  return `${colour ? `${bold}${title}\x1b[0m` : title}\n${body}`;
}

/** Findings in the summary: as many rows as fit on a screen. */
const findingRows = 20;

function findings({ findings: found }: Summary, { columns, colour }: Layout): string {
  return findingsList(found, found.blind, { columns, colour, limit: findingRows });
}

function head(summary: Summary, layout: Layout): string {
  const { host, begin, seconds, filter, processes } = summary;
  const lines: [string, string][] = [
    ["Recording", `${visible(summary.path)}, ${fileText(summary)}`],
    [
      "Host",
      `${visible(host.hostname)}, ${visible(host.distribution)}, ${plural(host.cpus, "CPU")}`,
    ],
    ["Kernel", `${visible(host.kernel)} ${visible(host.arch)}`],
    ["Time", `${begin ?? "unknown"}${seconds === null ? "" : `, ${durationText(seconds * 1e9)}`}`],
    ...(filter.command === null
      ? []
      : [["Command", commandLine(filter.command)] as [string, string]]),
    ["Ended", endText(summary)],
    ["Events", `${countText(summary.events)} recorded, ${countText(summary.lost)} lost`],
    [
      "Processes",
      `${countText(processes.running)} at the beginning, ${countText(processes.started)} started`,
    ],
  ];
  return lines
    .map(([name, text]) => wrap(text, layout.columns, name.padEnd(11), " ".repeat(11)))
    .join("");
}

function fileText({ ending }: Summary): string {
  const { state, at } = ending;
  return state === "complete"
    ? `${sizeText(at)}, complete`
    : `${state.toUpperCase()} at byte ${at}`;
}

const reasonWords: ReadonlyMap<string, string> = new Map([
  ["time", "after the time that was asked for"],
  ["command", "with the command"],
  ["SIGINT", "interrupted"],
]);

function endText({ reason, command }: Summary): string {
  if (reason === null) return "not known: the file has no end";
  const words = reasonWords.get(reason) ?? visible(reason);
  if (command === null || (command.code === null && command.signal === null)) return words;
  const { code, signal } = command;
  return `${words}, ${signal === null ? `exit ${code}` : signalName(signal)}`;
}

const pointColumns: readonly Column[] = [
  { head: "point", whole: true },
  { head: "hook" },
  { head: "state", whole: true },
  { head: "seen", figures: true },
  { head: "recorded", figures: true },
  { head: "lost", figures: true },
  { head: "missed", figures: true },
  { head: "/s", figures: true },
];

function pointTable({ points }: Summary, { columns }: Layout): string {
  return table(pointColumns, points.map(pointRow), columns);
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

function list(sentences: readonly string[], { columns }: Layout): string {
  return sentences.map((sentence) => wrap(sentence, columns, "- ", "  ")).join("");
}

const programColumns: readonly Column[] = [
  { head: "program", cut: "middle" },
  { head: "user", figures: true },
  { head: "processes", figures: true },
  { head: "events", figures: true },
];

function programTable({ programs }: Summary, { columns }: Layout): string {
  const rows = programs.rows.map(({ value, count, atLeast }) => [
    value.program === null ? "?" : visible(value.program),
    value.uid === null ? "" : String(value.uid),
    processText(value),
    atLeastText(count, atLeast),
  ]);
  return table(programColumns, [...rows, ...othersRow(programs, 4)], columns);
}

function processText({ pid, processes }: ProgramCount): string {
  return processes === 1 ? `pid ${pid}` : countText(processes);
}

function tree(summary: Summary, { columns, treeRows: limit }: Layout): string {
  return table(treeColumns, treeRows(summary.tree, limit), columns);
}

function grouped({ section, found }: Summary["sections"][number], { columns }: Layout): string {
  const heads: Column[] = section.columns.map(({ head, cut }) => ({ head, cut: cut ?? "middle" }));
  const rows = found.rows.map(({ value, count, atLeast }) => [
    ...value.map((cell) => (cell === null ? "" : visible(cell))),
    atLeastText(count, atLeast),
  ]);
  const all = [...heads, { head: "count", figures: true }];
  return table(all, [...rows, ...othersRow(found, all.length)], columns);
}

function atLeastText(count: number, atLeast: boolean): string {
  return `${atLeast ? "≥ " : ""}${countText(count)}`;
}

/** The last row: what the others leave out. */
function othersRow({ others }: Rows<unknown>, width: number): string[][] {
  if (others === null) return [];
  const name = others.keys === null ? "… others" : `… ${countText(others.keys)} others`;
  return [[name, ...Array<string>(width - 2).fill(""), countText(others.count)]];
}
