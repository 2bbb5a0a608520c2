/** The beginning: what host, and in figures what happened, was lost and is suspicious. */
import type { PageData, PageRecording } from "./data.ts";
import { facts, h } from "./dom.ts";
import { severityCounts } from "./findings.ts";
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
    ...recordings.map((each) => recordingView(each, recordings.length > 1)),
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

function recordingView(
  { host, state, facts: pairs }: PageRecording,
  hasHosts: boolean,
): HTMLElement {
  return h(
    "section",
    { class: "recording" },
    hasHosts ? h("h2", {}, host) : null,
    state === "complete"
      ? null
      : h("p", { class: "alarm" }, `This recording is ${stateWords[state]}.`),
    facts(pairs),
  );
}
