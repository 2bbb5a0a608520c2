/** Several recordings as one JSON: as of a single one, with the host in each row. */
import { findingsData } from "./findings/findings-json.ts";
import { mergedPoints, mergedRows, mergedSections, type OfHost } from "./merged.ts";
import { programsObject, sectionsObject, summaryObject } from "./summary-json.ts";

export function mergedObject(hosts: readonly OfHost[], limit: number): Record<string, unknown> {
  const programs = mergedRows(
    hosts.map(({ host, summary: { programs } }) => ({
      ...programs,
      rows: programs.rows.map((row) => ({ ...row, value: { host, ...row.value } })),
    })),
    limit,
  );
  return {
    recordings: hosts.map(({ host, summary }) => ({ label: host, ...headObject(summary) })),
    points: mergedPoints(hosts),
    findings: hosts.map(({ host, summary: { findings } }) => ({
      host,
      ...findingsData(findings, findings.blind),
    })),
    notSeen: hosts.map(({ host, summary: { notSeen } }) => ({ host, sentences: notSeen })),
    timelines: hosts.map(({ host, summary: { timeline } }) => ({ host, ...timeline })),
    programs: programsObject(programs),
    trees: hosts.map(({ host, summary: { tree } }) => ({ host, tree })),
    ...sectionsObject(mergedSections(hosts, limit)),
  };
}

const headNames = new Set(
  "file sonde host begin end seconds reason filter command events chosen lost processes".split(" "),
);

function headObject(summary: OfHost["summary"]): Record<string, unknown> {
  const all = Object.entries(summaryObject(summary));
  return Object.fromEntries(all.filter(([name]) => headNames.has(name)));
}
