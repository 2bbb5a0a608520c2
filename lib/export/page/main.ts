/** Draws the page out of the data that is in it. */
import type { PageData, PageDetails, PageTable } from "./data.ts";
import { type Child, h, longText } from "./dom.ts";
import { eventsView, pidQuery } from "./events.ts";
import { findingsView } from "./findings.ts";
import { headView } from "./head.ts";
import { tableView } from "./table.ts";
import { timelineView } from "./timeline.ts";
import { treeView } from "./tree.ts";

interface Part {
  readonly id: string;
  readonly title: string;
  readonly children: readonly Child[];
}

const themes = ["auto", "light", "dark"] as const;

function embedded<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

function draw(): void {
  const data = embedded<PageData>("data");
  const events = eventsView(data, () => embedded<PageDetails>("details"));
  const onPid = (pid: number, host: string): void => events.ask(pidQuery(pid, host));
  const parts: Part[] = [
    { id: "findings", title: "Findings", children: [findingsView(data, onPid)] },
    {
      id: "not-seen",
      title: "Not seen",
      children: [
        data.notSeen.length === 0
          ? h("p", { class: "note" }, "Nothing is known to be missing.")
          : h(
              "ul",
              { class: "not-seen" },
              ...data.notSeen.map((each) => h("li", {}, longText(each))),
            ),
      ],
    },
    {
      id: "timeline",
      title: "Timeline",
      children: data.recordings.map(({ host, timeline }) =>
        h(
          "section",
          {},
          data.hasHosts ? h("h3", {}, host) : null,
          timelineView(timeline, {
            onRange: (range) => events.narrow(range),
            onPoint: (point) => events.ask(`point:${point}`),
          }),
        ),
      ),
    },
    {
      id: "processes",
      title: "Processes",
      children: [...data.trees.map((tree) => treeView(tree, onPid)), tableView(data.programs)],
    },
    { id: "network", title: "Network", children: tables(data.network) },
    { id: "files", title: "Files", children: tables(data.files) },
    { id: "system", title: "System", children: tables(data.others) },
    { id: "events", title: "Events", children: [events.element] },
    { id: "plan", title: "Plan", children: tables(data.plan) },
    { id: "probe", title: "Probe", children: tables(data.probe) },
  ];
  const shown = parts.filter(({ children }) => children.length > 0);
  document.body.append(
    h("a", { class: "skip", href: "#events" }, "To the events"),
    navigation(shown),
    h(
      "main",
      {},
      headView(data),
      ...shown.map(({ id, title, children }) =>
        h("section", { id, class: "part" }, h("h2", {}, title), ...children),
      ),
      h(
        "footer",
        {},
        `Written by sonde ${data.sonde}. This file holds all it shows and asks nothing of the network.`,
      ),
    ),
  );
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    events.focus();
  });
}

function tables(all: readonly PageTable[]): HTMLElement[] {
  return all.map(tableView);
}

function navigation(parts: readonly Part[]): HTMLElement {
  let theme = 0;
  const button = h("button", { type: "button", class: "quiet" }, "Theme: auto");
  button.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    const name = themes[theme] ?? "auto";
    document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
  });
  return h(
    "nav",
    { "aria-label": "Parts" },
    h("p", { class: "brand" }, "sonde"),
    h("ul", {}, ...parts.map(({ id, title }) => h("li", {}, h("a", { href: `#${id}` }, title)))),
    button,
    h("p", { class: "hint" }, h("kbd", {}, "/"), " finds events"),
  );
}

draw();
document.documentElement.dataset.ready = String(Math.round(performance.now()));
