/** The tables of a summary for a page: all rows, as cells that can be sorted. */
import type { Text } from "../recording/values.ts";
import { mergedRows, mergedSections, type OfHost } from "../report/merged.ts";
import { countText } from "../report/number.ts";
import type { ProgramCount } from "../report/programs.ts";
import { lostOf, type PointSummary, type SectionFound } from "../report/summary-data.ts";
import type { Row, Rows } from "../report/top.ts";
import { visible } from "../report/visible.ts";
import type { PageCell, PageTable } from "./page/data.ts";

/** Of the areas, in the order of the summary; with the host where there are several. */
export function sectionTables(
  hosts: readonly OfHost[],
  areas: readonly string[],
  limit: number,
): PageTable[] {
  const [only] = hosts;
  const sections =
    hosts.length === 1 ? (only?.summary.sections ?? []) : mergedSections(hosts, limit);
  return sections
    .filter(({ heading, found }) => areas.includes(heading.area) && found.rows.length > 0)
    .map(sectionTable);
}

function sectionTable({ heading, found }: SectionFound): PageTable {
  const used = heading.columns.flatMap((column, i) =>
    column.isOptional && found.rows.every(({ value }) => !value[i]) ? [] : [{ column, i }],
  );
  return {
    title: heading.title,
    columns: [
      ...used.map(({ column: { name, head, figures } }) => ({
        head: head === "" ? name : head,
        ...(figures && { figures }),
      })),
      { head: "count", figures: true },
    ],
    rows: found.rows.map((row) => [...used.map(({ i }) => cell(row.value[i] ?? null)), count(row)]),
    ...rest(found),
  };
}

/** Which programs caused how many events. */
export function programTable(hosts: readonly OfHost[], limit: number): PageTable {
  const hasHosts = hosts.length > 1;
  const parts = hosts.map(({ host, summary: { programs } }) => ({
    ...programs,
    rows: programs.rows.map((row) => ({ ...row, value: { ...row.value, host } })),
  }));
  const merged: Rows<ProgramCount & { host: Text }> = mergedRows(parts, limit);
  return {
    title: "Programs by events",
    columns: [
      ...(hasHosts ? [{ head: "host" }] : []),
      { head: "program" },
      { head: "user", figures: true, ids: true },
      { head: "processes", figures: true },
      { head: "events", figures: true },
    ],
    rows: merged.rows.map((row) => [
      ...(hasHosts ? [cell(row.value.host)] : []),
      cell(row.value.program),
      row.value.uid,
      row.value.processes,
      count(row),
    ]),
    ...rest(merged),
  };
}

/** What each point was watched by, and what came of it. */
export function pointTable(points: readonly PointSummary[], title: string): PageTable {
  return {
    title,
    columns: [
      { head: "point" },
      { head: "hook" },
      { head: "state" },
      { head: "seen", figures: true },
      { head: "recorded", figures: true },
      { head: "lost", figures: true },
      { head: "missed", figures: true },
      { head: "blind to", prose: true },
      { head: "passed over, and why", prose: true },
    ],
    rows: points.map(({ point, plan, counts, events }) => [
      point,
      plan?.flavour == null ? "none" : visible(plan.flavour),
      plan?.state ?? "?",
      counts?.seen ?? null,
      events,
      counts === null ? null : lostOf(counts),
      counts?.missed ?? [-1, "?"],
      plan?.blind.map(visible).join(", ") ?? "",
      plan?.rejected
        .map((each) => `${visible(each.flavour)}: ${visible(each.reason)}`)
        .join("; ") ?? "",
    ]),
  };
}

function cell(value: Text | number | null): PageCell {
  return value === null || typeof value === "number" ? value : visible(value);
}

function count({ count: n, atLeast }: Row<unknown>): PageCell {
  return atLeast ? [n, `≥ ${countText(n)}`] : n;
}

function rest({ others }: Rows<unknown>): { readonly rest?: string } {
  if (others === null) return {};
  const keys = others.keys === null ? "Others" : `${countText(others.keys)} others`;
  return { rest: `${keys} with ${countText(others.count)} in all are not listed.` };
}
