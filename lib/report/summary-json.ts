/** A summary as JSON: everything in full, nothing put into words. */
import { findingsData } from "./findings/findings-json.ts";
import { jsonText } from "./json.ts";
import type { ProgramCount } from "./programs.ts";
import type { SectionFound, Summary } from "./summary-data.ts";
import type { Rows } from "./top.ts";

/** One object and a newline. */
export function summaryJson(summary: Summary): string {
  return jsonText(summaryObject(summary));
}

export function summaryObject(summary: Summary): Record<string, unknown> {
  const { path, ending, points, programs, sections, findings, ...rest } = summary;
  const { digest: _, ...file } = { digest: null, ...ending };
  return {
    file: { path, ...file },
    ...rest,
    findings: findingsData(findings, findings.blind),
    points: points.map(({ point, plan, counts, events, rate }) => ({
      point,
      flavour: plan?.flavour ?? null,
      program: plan?.program ?? null,
      state: plan?.state ?? null,
      rejected: plan?.rejected ?? [],
      seen: counts?.seen ?? null,
      recorded: events,
      lost: counts?.lost ?? null,
      missed: counts?.missed ?? null,
      rate,
    })),
    programs: programsObject(programs),
    ...sectionsObject(sections),
  };
}

export function programsObject({ rows, others }: Rows<ProgramCount>): unknown {
  return {
    rows: rows.map(({ value, count, atLeast }) => ({ ...value, events: count, atLeast })),
    others,
  };
}

/** Each under its name, its rows with a property for each column. */
export function sectionsObject(sections: readonly SectionFound[]): Record<string, unknown> {
  return Object.fromEntries(
    sections.map(({ heading, found }) => [
      heading.name,
      {
        rows: found.rows.map(({ value, count, atLeast }) => ({
          ...Object.fromEntries(heading.columns.map(({ name }, i) => [name, value[i] ?? null])),
          count,
          atLeast,
        })),
        others: found.others,
      },
    ]),
  );
}
