/** The comparison of two recordings as text that fits the terminal. */
import { diffText } from "../../probe/diff-text.ts";
import { countText } from "../number.ts";
import { lostOf } from "../summary-data.ts";
import { joined, section } from "../summary-text.ts";
import { type Column, table } from "../table.ts";
import { durationText, isoTime } from "../time.ts";
import { visible } from "../visible.ts";
import { wrap } from "../wrap.ts";
import type { RecordingDifferences, TraitDifferences } from "./compare.ts";
import { gapSentences } from "./gap-text.ts";
import type { Portrait } from "./portrait.ts";

export interface DiffLayout {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Rows of each table. */
  readonly limit: number;
}

const nameColumns = 8;

export function recordingDiffText(found: RecordingDifferences, layout: DiffLayout): string {
  const { columns, colour } = layout;
  const gaps = gapSentences(
    { of: found.before, gaps: found.gaps.before },
    { of: found.after, gaps: found.gaps.after },
  );
  const changes = found.changes.length === 0 ? "" : diffText(found.changes, columns, colour);
  const titled = { columns, colour, treeRows: 0 };
  return joined([
    headLine("Before", found.before, columns) + headLine("After", found.after, columns),
    ...found.traits.map((each) =>
      section(each.trait.title, differencesTable(each, layout), titled, false),
    ),
    section("Kernel, plan and probe", changes, titled, false),
    ...(found.isSame ? ["No difference.\n"] : []),
    section(
      "Not comparable",
      gaps.map((sentence) => wrap(sentence, columns, "- ", "  ")).join(""),
      titled,
      true,
    ),
  ]);
}

function headLine(name: string, { path, ending, account }: Portrait, columns: number): string {
  const { host, time } = account.header;
  const seconds = account.seconds();
  const points = account.points();
  const events = points.reduce((sum, each) => sum + each.events, 0);
  const lost = points.reduce((sum, { counts }) => sum + (counts === null ? 0 : lostOf(counts)), 0);
  const words = [
    visible(path),
    visible(host.hostname),
    isoTime(BigInt(time.wall)) ?? "unknown",
    ...(seconds === null ? [] : [durationText(seconds * 1e9)]),
    `${countText(events)} events`,
    `${countText(lost)} lost`,
    ending.state,
  ];
  const indent = " ".repeat(nameColumns);
  return wrap(words.join(", "), columns, name.padEnd(nameColumns), indent);
}

function differencesTable({ trait, differences }: TraitDifferences, layout: DiffLayout): string {
  // Of what is a program's by its key that is told already.
  const hasDetail = differences.some(({ key, detail }) => detail !== "" && !key.includes(detail));
  const hasChanged = differences.some(({ status }) => status === "changed");
  const detailHead = hasChanged ? "by, or what changed" : "by";
  const told = trait.columns
    .map((column, i) => ({ ...column, i }))
    .filter(({ i }) => differences.some(({ key }) => key[i] !== ""));
  const heads: Column[] = [
    { head: "", whole: true },
    ...told.map(({ head, isShort = false }) => ({ head, whole: isShort, cut: "middle" as const })),
    ...(hasDetail ? [{ head: detailHead, cut: "middle" as const }] : []),
  ];
  // One more row says more than "one other".
  const shown = differences.length === layout.limit + 1 ? layout.limit + 1 : layout.limit;
  const rows = differences
    .slice(0, shown)
    .map(({ status, key, detail }) => [
      status,
      ...told.map(({ i }) => key[i] ?? ""),
      ...(hasDetail ? [detail] : []),
    ]);
  const more = differences.length - rows.length;
  const rest = more > 0 ? `… ${countText(more)} others\n` : "";
  return table(heads, rows, layout.columns) + rest;
}
