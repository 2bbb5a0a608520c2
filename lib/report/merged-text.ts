/** Several recordings as one text. */
import { type Choice, findingsPart, isAsked } from "./choice.ts";
import { findingsList } from "./findings/findings-text.ts";
import {
  mergedBlindSpots,
  mergedPoints,
  mergedRows,
  mergedSections,
  type OfHost,
} from "./merged.ts";
import { countText } from "./number.ts";
import type { ProgramCount } from "./programs.ts";
import { groupTable, programTable } from "./summary-tables.ts";
import { joined, type Layout, section } from "./summary-text.ts";
import { type Column, table } from "./table.ts";
import { durationText } from "./time.ts";
import type { Rows } from "./top.ts";
import { treeColumns, treeRows } from "./tree-rows.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

const findingRows = 10;

export function mergedText(hosts: readonly OfHost[], layout: Layout, choice: Choice): string {
  const { columns } = layout;
  const parts: readonly [name: string, area: string, title: string, body: string][] = [
    ["points", "recording", "Audit points", pointTable(hosts, columns)],
    ["blindSpots", "recording", "Not seen", blindSpots(hosts, columns)],
    ["programs", "processes", "Programs by events", programs(hosts, choice.limit, columns)],
    ["tree", "processes", "Started processes", trees(hosts, layout)],
  ];
  const findings = isAsked(choice, findingsPart)
    ? hosts.map(({ host, summary }) =>
        section(
          `Findings on ${visible(host)}`,
          findingsList(summary.findings, summary.findings.blind, { ...layout, limit: findingRows }),
          layout,
          false,
        ),
      )
    : [];
  const texts = [
    section("Recordings", recordingTable(hosts, columns), layout, false),
    ...findings,
    ...parts
      .filter(([name, area]) => isAsked(choice, { name, area }))
      .map(([name, , title, body]) => section(title, body, layout, name === "blindSpots")),
    ...mergedSections(hosts, choice.limit).map((each) =>
      section(each.heading.title, groupTable(each, columns), layout, false),
    ),
  ];
  return joined(texts);
}

const recordingColumns: readonly Column[] = [
  { head: "host", whole: true },
  { head: "kernel" },
  { head: "begin", whole: true, mayGo: true },
  { head: "for", whole: true, mayGo: true },
  { head: "events", figures: true },
  { head: "lost", figures: true },
  { head: "state", whole: true },
  { head: "file" },
];

function recordingTable(hosts: readonly OfHost[], columns: number): string {
  const rows = hosts.map(({ host, summary }) => [
    visible(host),
    visible(summary.host.kernel),
    summary.begin?.slice(0, 19) ?? "unknown",
    summary.seconds === null ? "?" : durationText(summary.seconds * 1e9),
    countText(summary.events),
    countText(summary.lost),
    summary.ending.state,
    visible(summary.path),
  ]);
  return table(recordingColumns, rows, columns);
}

const pointColumns: readonly Column[] = [
  { head: "point", whole: true },
  { head: "watched on", figures: true },
  { head: "seen", figures: true, mayGo: true },
  { head: "recorded", figures: true },
  { head: "lost", figures: true },
  { head: "missed", figures: true, mayGo: true },
];

function pointTable(hosts: readonly OfHost[], columns: number): string {
  const rows = mergedPoints(hosts).map(({ point, watched, seen, recorded, lost, missed }) => [
    point,
    `${watched} of ${hosts.length}`,
    countText(seen),
    countText(recorded),
    countText(lost),
    missed === null ? "?" : countText(missed),
  ]);
  return table(pointColumns, rows, columns);
}

function blindSpots(hosts: readonly OfHost[], columns: number): string {
  return mergedBlindSpots(hosts)
    .map(({ sentence, hosts: some }) => {
      const where = some === null ? "" : `${some.map(visible).join(", ")}: `;
      return wrap(where + sentence, columns, "- ", "  ");
    })
    .join("");
}

function programs(hosts: readonly OfHost[], limit: number, columns: number): string {
  const parts = hosts.map(({ host, summary: { programs } }) => ({
    ...programs,
    rows: programs.rows.map((row) => ({ ...row, value: { ...row.value, host } })),
  }));
  const merged: Rows<ProgramCount & { host: OfHost["host"] }> = mergedRows(parts, limit);
  return programTable(merged, columns);
}

/** Each host's own, its name in front of the first row. */
function trees(hosts: readonly OfHost[], { columns, treeRows: limit }: Layout): string {
  const each = Math.max(Math.floor(limit / hosts.length), 1);
  const rows = hosts.flatMap(({ host, summary }) =>
    treeRows(summary.tree, each).map((row, i) => [i === 0 ? visible(host) : "", ...row]),
  );
  return table([{ head: "host" }, ...treeColumns], rows, columns);
}
