/** What is suspicious, the most serious first; each opens to tell why, and how to look closer. */
import type { PageData, PageFinding } from "./data.ts";
import { facts, h, longText } from "./dom.ts";
import { countText } from "./text.ts";

export const severities = ["critical", "high", "medium", "low"] as const;

/** onPid: asks for the events of a process. */
export function findingsView(
  { findings, findingNotes }: PageData,
  onPid: (pid: number, host: string) => void,
): HTMLElement {
  const groups = [...Map.groupBy(findings, groupKey).values()];
  const element = h(
    "div",
    { class: "findings" },
    ...groups.map((group) => groupView(group, onPid)),
    ...findingNotes.map((note) => h("p", { class: "note" }, note)),
  );
  openForPrint(element);
  return element;
}

export function severityCounts(findings: readonly PageFinding[]): [string, number][] {
  return severities
    .map((each): [string, number] => [
      each,
      findings.filter(({ severity }) => severity === each).length,
    ])
    .filter(([, count]) => count > 0);
}

function groupKey({ severity, title }: PageFinding): string {
  return `${severity} ${title}`;
}

/** Of one rule, equally serious. */
function groupView(
  group: readonly PageFinding[],
  onPid: (pid: number, host: string) => void,
): HTMLElement {
  const [first] = group;
  const { severity = "", title = "" } = first ?? {};
  return h(
    "section",
    { class: `finding ${severity}` },
    h(
      "h3",
      {},
      h("span", { class: `severity ${severity}` }, severity),
      title,
      " ",
      group.length > 1 ? h("small", {}, countText(group.length)) : null,
    ),
    ...group.map((each) => findingView(each, onPid)),
  );
}

/** On paper nothing can be opened: as many tell all, the most serious ones. */
const printedOpen = 30;

/** Opens what is printed, and closes it again. */
function openForPrint(element: HTMLElement): void {
  const closed = (): HTMLDetailsElement[] => [
    ...element.querySelectorAll<HTMLDetailsElement>("details:not([open])"),
  ];
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = closed().slice(0, printedOpen);
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
  });
}

function findingView(
  { host, text, facts: pairs, pid }: PageFinding,
  onPid: (pid: number, host: string) => void,
): HTMLElement {
  return h(
    "details",
    {},
    h("summary", {}, host === "" ? null : h("b", {}, host, " "), longText(text)),
    facts(pairs),
    h(
      "button",
      { type: "button", class: "quiet", onclick: () => onPid(pid, host) },
      `Events of process ${pid}`,
    ),
  );
}
