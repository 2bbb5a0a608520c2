/** The beginning: what host, and in figures what happened, was lost and is suspicious. */
import type { PageData, PageRecording, PageTable } from "./data.ts";
import { facts, h } from "./dom.ts";
import { severityCounts } from "./findings.ts";
import { tableView } from "./table.ts";
import { countText } from "./text.ts";

const stateWords: Readonly<Record<PageRecording["state"], string>> = {
  complete: "complete",
  cut: "cut: its end is missing",
  damaged: "damaged: only its beginning is told",
};

export function headView({ recordings, findings, title }: PageData): HTMLElement {
  const sum = (of: (one: PageRecording) => number): number =>
    recordings.reduce((all, each) => all + of(each), 0);
  const lost = sum((each) => each.lost);
  return h(
    "header",
    { class: "page" },
    h("p", { class: "kicker" }, "Audit of"),
    h("h1", {}, title),
    h(
      "ul",
      { class: "counts" },
      figure(
        sum((each) => each.events),
        "events",
        "",
      ),
      figure(lost, "lost", lost > 0 ? "bad" : "good"),
      figure(
        sum((each) => each.started),
        "processes started",
        "",
      ),
      ...(findings.length === 0
        ? [figure(0, "findings", "good")]
        : severityCounts(findings).map(([severity, count]) => figure(count, severity, severity))),
    ),
    ...recordings.map(alarmView),
    recordings.length === 1
      ? facts(recordings.flatMap((each) => each.facts))
      : tableView(recordingTable(recordings)),
  );
}

function figure(count: number, name: string, kind: string): HTMLElement {
  return h(
    "li",
    { class: kind === "" ? null : kind },
    h("b", {}, countText(count)),
    h("span", {}, name),
  );
}

function alarmView({ host, state }: PageRecording): HTMLElement | null {
  if (state === "complete") return null;
  return h("p", { class: "alarm" }, `The recording of ${host} is ${stateWords[state]}.`);
}

/** A row for each, with all that any of them tells. */
function recordingTable(recordings: readonly PageRecording[]): PageTable {
  const names = [...new Set(recordings.flatMap((each) => each.facts.map(([name]) => name)))];
  return {
    title: "Recordings",
    columns: [{ head: "Name" }, ...names.map((head) => ({ head, prose: true as const }))],
    rows: recordings.map(({ host, facts: pairs }) => {
      const known = new Map(pairs);
      return [host, ...names.map((name) => known.get(name) ?? null)];
    }),
  };
}
