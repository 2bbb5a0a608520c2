/** How many events there were when: all of them as a histogram in which a time can be chosen, and each point. */
import type { PageTimeline } from "./data.ts";
import { h, svg } from "./dom.ts";
import { clockText, countText, dayText, plural, spanText } from "./text.ts";

const height = 64;
const rowHeight = 16;

export interface TimelineActions {
  /** ms since 1970; null: all. */
  onRange(range: readonly [from: number, to: number] | null): void;
  onPoint(point: string): void;
}

export function timelineView(timeline: PageTimeline, actions: TimelineActions): HTMLElement {
  const { rows, begin, seconds } = timeline;
  const slices = rows[0]?.counts.length ?? 0;
  if (slices === 0) return h("p", { class: "note" }, "No events.");
  const all = Array.from({ length: slices }, (_, i) =>
    rows.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0),
  );
  const at = (slice: number): number => begin + slice * seconds * 1000;
  const ranked = rows
    .map((row) => ({ ...row, total: row.counts.reduce((sum, each) => sum + each, 0) }))
    .sort((a, b) => b.total - a.total);
  const label = h("output", { class: "hint" }, idle);
  const box = histogram(
    all,
    at,
    (range) => {
      label.textContent = range === null ? idle : rangeText(range, all, at, seconds);
    },
    actions,
  );
  return h(
    "div",
    { class: "timeline" },
    label,
    h(
      "div",
      { class: "lane" },
      h("span", {}, "all points"),
      box,
      h("span", { class: "figures" }, countText(all.reduce((sum, each) => sum + each, 0))),
    ),
    h(
      "div",
      { class: "lane axis", "aria-hidden": "true" },
      h("span"),
      h(
        "div",
        {},
        ...[0, 0.25, 0.5, 0.75, 1].map((part) => h("span", {}, clockText(at(part * slices)))),
      ),
      h("span"),
    ),
    h(
      "ul",
      {},
      ...ranked.map(({ point, counts, total }) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "lane",
              onclick: () => actions.onPoint(point),
              title: `Events of ${point}`,
            },
            h("span", {}, point),
            svg(
              "svg",
              {
                viewBox: `0 0 ${slices} ${rowHeight}`,
                preserveAspectRatio: "none",
                "aria-hidden": "true",
              },
              svg("path", { d: bars(counts, rowHeight) }),
            ),
            h("span", { class: "figures" }, countText(total)),
          ),
        ),
      ),
    ),
    h("p", { class: "note" }, `${dayText(begin)} UTC; a bar is ${spanText(seconds)}.`),
  );
}

/** In slices. */
type Slices = readonly [from: number, to: number];

function rangeText(
  [from, to]: Slices,
  counts: readonly number[],
  at: (slice: number) => number,
  seconds: number,
): string {
  const sum = counts.slice(from, to).reduce((all, each) => all + each, 0);
  const span = spanText((to - from) * seconds);
  return `${clockText(at(from))} to ${clockText(at(to))}, ${span}: ${plural(sum, "event")}. Escape ends it.`;
}

/** One path for all bars; what is not nothing is seen. */
function bars(counts: readonly number[], high: number): string {
  const most = Math.max(...counts, 1);
  return counts
    .map((count, i) => {
      if (count === 0) return "";
      const top = high - Math.max((count / most) * high, 1.5);
      return `M${i} ${high}V${top.toFixed(1)}h1V${high}`;
    })
    .join("");
}

/** Dragged over, or with the arrows and Shift. onMark: of each range while it is chosen. */
function histogram(
  counts: readonly number[],
  at: (slice: number) => number,
  onMark: (range: Slices | null) => void,
  { onRange }: TimelineActions,
): HTMLElement {
  const slices = counts.length;
  let anchor = -1;
  let cursor = -1;
  const mark = svg("rect", { class: "mark", y: 0, height, x: 0, width: 0 });
  const box = h(
    "div",
    {
      class: "histogram",
      tabindex: 0,
      role: "application",
      "aria-label": "Events over time. Arrows move, Shift chooses a range, Escape ends it.",
    },
    svg(
      "svg",
      { viewBox: `0 0 ${slices} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("path", { d: bars(counts, height) }),
      mark,
    ),
  );

  function range(): Slices | null {
    return cursor < 0 ? null : [Math.min(anchor, cursor), Math.max(anchor, cursor) + 1];
  }

  function draw(): void {
    const [from, to] = range() ?? [0, 0];
    mark.setAttribute("x", String(from));
    mark.setAttribute("width", String(to - from));
    onMark(range());
  }

  function choose(): void {
    draw();
    const chosen = range();
    onRange(chosen === null ? null : [at(chosen[0]), at(chosen[1])]);
  }

  function slice({ clientX }: MouseEvent): number {
    const { left, width } = box.getBoundingClientRect();
    return Math.min(Math.max(Math.floor(((clientX - left) / width) * slices), 0), slices - 1);
  }

  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    anchor = slice(event);
    cursor = anchor;
    draw();
  });
  box.addEventListener("pointermove", (event) => {
    if (!box.hasPointerCapture(event.pointerId)) return;
    cursor = slice(event);
    draw();
  });
  box.addEventListener("pointerup", choose);
  box.addEventListener("keydown", (event) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -10,
      PageDown: 10,
    };
    const step = steps[event.key];
    if (event.key === "Escape") cursor = -1;
    else if (step === undefined) return;
    else {
      cursor = Math.min(Math.max(cursor + step, 0), slices - 1);
      if (!event.shiftKey || anchor < 0) anchor = cursor;
    }
    event.preventDefault();
    choose();
  });
  return box;
}

const idle =
  "Drag over the bars, or use the arrows with Shift, to choose a time. A point shows its events.";
