/** All events in a list of which only what is in sight is drawn. */
import type { PageData, PageDetails } from "./data.ts";
import { type Child, clear, facts, h } from "./dom.ts";
import { EventIndex, keys, type Range, type SortKey, sortKeys } from "./event-index.ts";
import { clockText, countText, dayText, plural } from "./text.ts";

/** Drawn above and below what is in sight. */
const margin = 12;
/** Of a list that is printed. */
const printed = 300;
/** Longest that a browser makes an element, with some room. */
const maxPixels = 16_000_000;

export interface EventsView {
  readonly element: HTMLElement;
  /** Shows those of a query, and goes there. */
  ask(query: string): void;
  /** ms since 1970; null: all. */
  narrow(range: readonly [from: number, to: number] | null): void;
  focus(): void;
}

/** Finds the events of a process. host: "" where there is only one. */
export function pidQuery(pid: number, host: string): string {
  return host === "" ? `pid:${pid}` : `host:"${host}" pid:${pid}`;
}

export function eventsView(
  { events, hasHosts, recordings }: PageData,
  readDetails: () => PageDetails,
): EventsView {
  const hosts = hasHosts ? recordings.map(({ host }) => host) : [];
  const index = new EventIndex(
    events,
    hosts.map((host) => host.toLowerCase()),
  );
  const { begin, strings, points, actors } = events;
  let range: Range = null;
  let sorting: { readonly key: SortKey; readonly falling: boolean } = {
    key: "time",
    falling: false,
  };
  let found = index.find("", null);
  /** Place in `found`. */
  let current = 0;
  let details: PageDetails | null = null;
  let isPrinting = false;

  const rows = h("div", { class: "rows", role: "rowgroup" });
  const space = h("div", { class: "space", role: "presentation" }, rows);
  const status = h("p", { class: "status", role: "status" });
  const panel = h("div", { class: "panel", hidden: true, "aria-live": "polite" });
  const input = h("input", {
    type: "search",
    class: "wide",
    placeholder:
      "Filter: words, -without, pid:4711, point:file, user:0, program:ssh, result:EACCES",
    "aria-label": `Filter events. Words, or one of ${keys.join(", ")} with a colon.`,
    oninput: () => refresh(),
    onkeydown: (event) => {
      if (event instanceof KeyboardEvent && event.key === "Enter") box.focus();
    },
  });
  const heads = sortKeys.map((key) =>
    h(
      "div",
      { role: "columnheader", class: `c-${key}` },
      h("button", { type: "button", onclick: () => sort(key) }, key),
    ),
  );
  const head = h("div", { class: "row head", role: "row" }, ...heads);
  const box = h(
    "div",
    {
      class: `events${hasHosts ? " hosts" : ""}`,
      tabindex: 0,
      role: "grid",
      "aria-label": "Events. Arrows move, Enter tells all of one.",
      onscroll: () => draw(),
      onkeydown: press,
      onclick: click,
    },
    head,
    space,
  );

  const text = (i: number): string => strings[i] ?? "";
  const rowHeight = (): number =>
    Number.parseFloat(getComputedStyle(box).getPropertyValue("--row"));

  function refresh(): void {
    found = index.find(input.value, range);
    order();
  }

  function order(): void {
    const { key, falling } = sorting;
    if (key !== "time" || falling) index.sort(found, key, falling);
    for (const [i, each] of sortKeys.entries()) {
      const direction = each === key ? (falling ? "descending" : "ascending") : "none";
      heads[i]?.setAttribute("aria-sort", direction);
    }
    current = 0;
    box.scrollTop = 0;
    box.setAttribute("aria-rowcount", String(found.length));
    const all = found.length === index.size && range === null;
    const more =
      events.omitted === 0
        ? ""
        : ` ${countText(events.omitted)} later ones are not in this list; the tables count them.`;
    const within =
      range === null ? "" : ` from ${clockText(ms(range[0]))} to ${clockText(ms(range[1]))}`;
    status.textContent = all
      ? `${plural(index.size, "event")}.${more}`
      : `${countText(found.length)} of ${plural(index.size, "event")}${within}.${more}`;
    draw();
  }

  function sort(key: SortKey): void {
    sorting = { key, falling: sorting.key === key ? !sorting.falling : false };
    found = index.find(input.value, range);
    order();
  }

  function ms(at: number): number {
    return (begin + at) / 1000;
  }

  /** Where more rows are than an element can be high, some are passed over in scrolling. */
  function perRow(): number {
    return Math.min(rowHeight(), maxPixels / Math.max(found.length, 1));
  }

  function draw(): void {
    if (isPrinting) return;
    const step = perRow();
    space.style.height = `${found.length * step}px`;
    const inSight = Math.ceil(box.clientHeight / rowHeight());
    const first = Math.max(Math.floor(box.scrollTop / step) - margin, 0);
    const last = Math.min(first + inSight + 2 * margin, found.length);
    rows.style.transform = `translateY(${first * step}px)`;
    clear(rows, ...Array.from({ length: last - first }, (_, i) => row(first + i)));
    const active = rows.querySelector(".current");
    if (active === null) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", active.id);
  }

  function row(place: number): HTMLElement {
    const i = found[place] ?? 0;
    const result = text(events.result[i] ?? -1);
    const [host = -1, pid = 0, program = -1, , uid = null] = actors[events.actor[i] ?? 0] ?? [];
    const failed = result !== "" && result !== "ok";
    const cell = (key: SortKey, content: Child) =>
      h("div", { role: "gridcell", class: `c-${key}` }, content);
    // Cut at its beginning: the end of a path tells more.
    const path = `${hosts[host] ?? ""} ${text(program)}`.trim();
    return h(
      "div",
      {
        role: "row",
        id: `e${place}`,
        class: `row${failed ? " failed" : ""}${place === current ? " current" : ""}`,
        "aria-rowindex": place + 1,
        "data-place": place,
      },
      cell("time", clockText(ms(events.at[i] ?? 0))),
      cell("point", points[events.point[i] ?? 0] ?? ""),
      cell("pid", pid),
      cell("user", uid ?? ""),
      cell("program", h("bdi", { dir: "ltr" }, path)),
      cell("event", text(events.text[i] ?? -1)),
    );
  }

  function go(place: number): void {
    current = Math.min(Math.max(place, 0), Math.max(found.length - 1, 0));
    const step = perRow();
    const top = current * step;
    const below = top + rowHeight() - (box.clientHeight - head.offsetHeight);
    if (top < box.scrollTop) box.scrollTop = top;
    else if (below > box.scrollTop) box.scrollTop = below;
    draw();
  }

  function press(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.target !== box) return;
    const page = Math.max(Math.floor(box.clientHeight / rowHeight()) - 2, 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(current + 1),
      ArrowUp: () => go(current - 1),
      PageDown: () => go(current + page),
      PageUp: () => go(current - page),
      Home: () => go(0),
      End: () => go(found.length - 1),
      Enter: () => tell(current),
      Escape: () => close(),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  function click(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest("[data-place]") : null;
    if (!(target instanceof HTMLElement)) return;
    go(Number(target.dataset.place));
    tell(current);
  }

  function close(): void {
    panel.hidden = true;
  }

  /** All that is known of an event. */
  function tell(place: number): void {
    const i = found[place];
    if (i === undefined) return;
    details ??= readDetails();
    const point = events.point[i] ?? 0;
    const [host = -1, pid = 0, program = -1, command = -1, uid = null, ppid = null, ...parent] =
      actors[events.actor[i] ?? 0] ?? [];
    const [parentProgram = -1, parentCommand = -1] = parent;
    const fields = events.fields[point] ?? [];
    const values = details[i] ?? [];
    const at = ms(events.at[i] ?? 0);
    const micro = String(Math.floor((begin + (events.at[i] ?? 0)) % 1000)).padStart(3, "0");
    const known: (readonly [string, string | number | null])[] = [
      ["time", `${dayText(at).slice(0, 10)} ${clockText(at)}${micro} UTC`],
      ["host", hosts[host] ?? null],
      ["result", text(events.result[i] ?? -1)],
      ["process", `${pid}`],
      ["program", text(program)],
      ["command", text(command)],
      ["user", uid],
      ["parent", [ppid, text(parentProgram)].filter((each) => each !== null).join(" ")],
      ["its command", text(parentCommand)],
      ...fields.map((name, k) => [name, values[k] ?? null] as const),
    ];
    const told = known.flatMap(([name, value]): [string, string][] =>
      value === null || value === "" ? [] : [[name, String(value)]],
    );
    const button = (label: string, act: () => void) =>
      h("button", { type: "button", class: "quiet", onclick: act }, label);
    clear(
      panel,
      h(
        "header",
        {},
        h("h3", {}, points[point] ?? ""),
        button(`Events of process ${pid}`, () => view.ask(pidQuery(pid, hosts[host] ?? ""))),
        button("Close", () => {
          close();
          box.focus();
        }),
      ),
      facts(told),
    );
    panel.hidden = false;
  }

  function print(): void {
    isPrinting = true;
    const count = Math.min(found.length, printed);
    space.style.height = "auto";
    rows.style.transform = "none";
    clear(rows, ...Array.from({ length: count }, (_, i) => row(i)));
    if (count < found.length)
      rows.append(h("p", {}, `${countText(found.length - count)} more are not printed.`));
  }

  addEventListener("beforeprint", print);
  addEventListener("afterprint", () => {
    isPrinting = false;
    draw();
  });
  new ResizeObserver(() => draw()).observe(box);
  order();

  const view: EventsView = {
    element: h("div", { class: "list" }, input, status, box, panel),
    ask(query) {
      input.value = query;
      close();
      refresh();
      document.getElementById("events")?.scrollIntoView();
      box.focus({ preventScroll: true });
    },
    narrow(to) {
      range = to === null ? null : [to[0] * 1000 - begin, to[1] * 1000 - begin];
      refresh();
    },
    focus() {
      document.getElementById("events")?.scrollIntoView();
      input.focus({ preventScroll: true });
    },
  };
  return view;
}
