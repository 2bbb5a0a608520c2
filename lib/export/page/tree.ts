/** The processes that were started, as a tree that opens and closes. */
import type { PageNode, PageTree } from "./data.ts";
import { clear, h, longText } from "./dom.ts";
import { countText, plural } from "./text.ts";

/** As many rows are open at first. */
const firstRows = 40;
/** Of a few roots, whatever is below them. */
const fewRoots = 3;
/** More are not drawn: a filter finds them. */
const maxRows = 3000;

interface Place {
  readonly node: PageNode;
  /** Index behind its descendants. */
  end: number;
  readonly parent: number;
}

/** onPid: asks for the events of a process. */
export function treeView(
  { host, nodes }: PageTree,
  onPid: (pid: number, host: string) => void,
): HTMLElement {
  const places = placesOf(nodes);
  const open = new Set<number>();
  let query = "";
  let current = 0;
  openFirst(places, open);
  const body = h("tbody");
  const status = h("p", { class: "status", role: "status" });
  const name = host === "" ? "Started processes" : `Started processes on ${host}`;
  const filter = h("input", {
    type: "search",
    placeholder: "Filter",
    "aria-label": `Filter ${name}`,
    oninput: () => {
      query = filter.value.toLowerCase().trim();
      draw();
    },
  });

  function draw(): void {
    const visible = query === "" ? opened(places, open) : matching(places, query);
    if (!visible.includes(current)) current = visible[0] ?? 0;
    clear(body, ...visible.slice(0, maxRows).map(row));
    const hits = query === "" ? [] : [plural(visible.length, "row")];
    const cut = visible.length > maxRows ? [`the first ${countText(maxRows)} are shown`] : [];
    status.textContent = [...hits, ...cut].join(", ");
  }

  function row(i: number): HTMLTableRowElement {
    const { node, end } = places[i] ?? { node: nothing, end: 0 };
    const hasChildren = end > i + 1;
    const isOpen = query !== "" || open.has(i);
    const label = h(
      "td",
      {},
      h("span", { class: "twist", "aria-hidden": "true" }),
      longText(node.label),
    );
    label.style.setProperty("--depth", String(node.depth));
    return h(
      "tr",
      {
        role: "row",
        "aria-level": node.depth + 1,
        "aria-expanded": hasChildren ? String(isOpen) : null,
        "data-i": i,
        tabindex: i === current ? 0 : -1,
      },
      label,
      h("td", { class: "figures" }, node.pid),
      h("td", { class: "figures" }, node.user),
      h("td", { class: "figures" }, node.ended),
      h("td", { class: "figures" }, node.after[1]),
    );
  }

  function toggle(i: number, to = !open.has(i)): void {
    if (to) open.add(i);
    else open.delete(i);
    current = i;
    draw();
    focus(i);
  }

  function focus(i: number): void {
    const rows = [...body.rows];
    for (const each of rows) each.tabIndex = -1;
    const wanted = rows.find((each) => each.dataset.i === String(i)) ?? rows[0];
    if (wanted === undefined) return;
    current = Number(wanted.dataset.i);
    wanted.tabIndex = 0;
    wanted.focus();
  }

  function press(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    const { node, end, parent } = places[current] ?? { node: nothing, end: 0, parent: -1 };
    const rows = [...body.rows].map((each) => Number(each.dataset.i));
    const at = rows.indexOf(current);
    const hasChildren = end > current + 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(rows[at + 1] ?? current),
      ArrowUp: () => focus(rows[at - 1] ?? current),
      Home: () => focus(rows[0] ?? current),
      End: () => focus(rows.at(-1) ?? current),
      ArrowRight: () => {
        if (hasChildren && !open.has(current)) toggle(current, true);
        else if (hasChildren) focus(current + 1);
      },
      ArrowLeft: () => {
        if (hasChildren && open.has(current)) toggle(current, false);
        else if (parent >= 0) focus(parent);
      },
      Enter: () => {
        if (node.pid !== null) onPid(node.pid, host);
      },
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  function click(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest("tr") : null;
    const i = Number(target?.dataset.i ?? -1);
    const place = places[i];
    if (place === undefined) return;
    if (place.end > i + 1 && query === "") toggle(i);
    else focus(i);
  }

  draw();
  let kept: readonly number[] = [];
  addEventListener("beforeprint", () => {
    kept = [...open];
    for (const [i] of places.entries()) open.add(i);
    draw();
  });
  addEventListener("afterprint", () => {
    open.clear();
    for (const i of kept) open.add(i);
    draw();
  });
  const button = (text: string, act: () => void) =>
    h("button", { type: "button", class: "quiet", onclick: act }, text);
  return h(
    "section",
    { class: "table tree" },
    h(
      "header",
      {},
      h("h3", {}, name, " ", h("small", {}, countText(nodes.length))),
      h("p", { class: "hint" }, "Arrows move and open, Enter shows the events of a process."),
      button("Open all", () => {
        for (const [i] of places.entries()) open.add(i);
        draw();
      }),
      button("Close all", () => {
        open.clear();
        draw();
      }),
      filter,
    ),
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        { role: "treegrid", "aria-label": name, onkeydown: press, onclick: click },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["process", "pid", "user", "ended", "after"].map((head, i) =>
              h("th", { scope: "col", class: i > 0 ? "figures" : null }, head),
            ),
          ),
        ),
        body,
      ),
    ),
    status,
  );
}

const nothing: PageNode = {
  depth: 0,
  label: "",
  pid: null,
  user: "",
  ended: "",
  after: [-1, ""],
};

function placesOf(nodes: readonly PageNode[]): Place[] {
  const places: Place[] = [];
  const above: number[] = [];
  for (const [i, node] of nodes.entries()) {
    for (const done of above.splice(node.depth)) {
      const place = places[done];
      if (place !== undefined) place.end = i;
    }
    places.push({ node, end: nodes.length, parent: above.at(-1) ?? -1 });
    above.push(i);
  }
  return places;
}

/** Level by level, as long as there is room. */
function openFirst(places: readonly Place[], open: Set<number>): void {
  let shown = places.filter(({ parent }) => parent < 0).length;
  const depths = Math.max(...places.map(({ node }) => node.depth), 0);
  for (let depth = 0; depth <= depths; depth++) {
    const level = [...places.entries()].filter(([, { node }]) => node.depth === depth);
    const below = places.filter(({ node }) => node.depth === depth + 1).length;
    const isTop = depth === 0 && level.length <= fewRoots;
    if (shown + below > firstRows && !isTop) return;
    for (const [i] of level) open.add(i);
    shown += below;
  }
}

function opened(places: readonly Place[], open: ReadonlySet<number>): number[] {
  const visible: number[] = [];
  for (let i = 0; i < places.length; ) {
    visible.push(i);
    i = open.has(i) ? i + 1 : (places[i]?.end ?? i + 1);
  }
  return visible;
}

/** Those that hold the text, and those above them. */
function matching(places: readonly Place[], query: string): number[] {
  const found = new Set<number>();
  for (const [i, { node }] of places.entries()) {
    const text = `${node.label} ${node.pid ?? ""} ${node.user} ${node.ended}`.toLowerCase();
    if (!text.includes(query)) continue;
    for (let at = i; at >= 0 && !found.has(at); at = places[at]?.parent ?? -1) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}
