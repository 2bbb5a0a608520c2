/** A table of a few thousand rows at most: sorted by its heads, narrowed by a filter. */
import type { PageCell, PageColumn, PageTable } from "./data.ts";
import { clear, h, longText, newId } from "./dom.ts";
import { wordsOf } from "./query.ts";
import { collator, countText, plural } from "./text.ts";

const firstRows = 12;
/** On paper. */
const printedRows = 100;
/** Columns of nothing longer are not broken. */
const shortText = 34;
/** Fewer need no filter. */
const filterFrom = 8;

interface Sorting {
  readonly column: number;
  readonly falling: boolean;
}

export function tableView(table: PageTable): HTMLElement {
  const { title, columns, rows, rest } = table;
  const classes = columns.map((column, i) => columnClass(column, rows, i));
  let sorting: Sorting | null = null;
  let query = "";
  let limit = firstRows;
  const id = newId("table");
  const body = h("tbody");
  const status = h("p", { class: "status", role: "status" });
  const more = h("button", { type: "button", class: "more", onclick: () => draw(rows.length) });
  const heads = columns.map(({ head }, i) =>
    h(
      "th",
      { scope: "col", class: classes[i] ?? "" },
      h("button", { type: "button", onclick: () => sort(i) }, head),
    ),
  );
  const filter = h("input", {
    type: "search",
    placeholder: "Filter",
    "aria-label": `Filter ${title}`,
    oninput: () => {
      query = filter.value;
      draw(firstRows);
    },
  });
  const texts = rows.map((row) => row.map(shown).join("\n").toLowerCase());

  function sort(column: number): void {
    const isFigures = columns[column]?.figures === true;
    const falls = sorting?.column === column ? !sorting.falling : isFigures;
    sorting = { column, falling: falls };
    for (const [i, head] of heads.entries()) {
      if (i === column) head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    draw(limit);
  }

  function draw(most: number): void {
    limit = most;
    show(most);
  }

  /** A few more than `most`, where those are all. */
  function show(most: number): void {
    const words = wordsOf(query, []);
    const found = rows.filter((_, i) =>
      words.every(({ text, not }) => texts[i]?.includes(text) !== not),
    );
    if (sorting !== null) found.sort(comparing(sorting));
    const count = found.length <= most + 3 ? found.length : most;
    clear(body, ...found.slice(0, count).map((row) => rowView(row, columns, classes)));
    more.hidden = count === found.length;
    more.textContent = `Show all ${countText(found.length)}`;
    const left = rest === undefined ? "" : ` ${rest}`;
    const hits = query === "" ? "" : `${plural(found.length, "row")} of ${countText(rows.length)}.`;
    const unseen = found.length - count;
    clear(
      status,
      h("span", {}, `${hits}${left}`),
      h("span", { class: "paper" }, unseen > 0 ? ` ${plural(unseen, "row")} more.` : ""),
    );
  }

  draw(firstRows);
  addEventListener("beforeprint", () => show(Math.max(limit, printedRows)));
  addEventListener("afterprint", () => show(limit));
  return h(
    "section",
    { class: "table", "aria-labelledby": id },
    h(
      "header",
      {},
      h("h3", { id }, title, " ", h("small", {}, countText(rows.length))),
      rows.length >= filterFrom ? filter : null,
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id },
      h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body),
    ),
    more,
    status,
  );
}

function columnClass({ figures, prose }: PageColumn, rows: readonly Row[], i: number): string {
  if (figures) return "figures";
  if (prose) return "prose";
  return rows.every((row) => shown(row[i] ?? null).length <= shortText) ? "whole" : "";
}

function rowView(
  row: Row,
  columns: readonly PageColumn[],
  classes: readonly string[],
): HTMLTableRowElement {
  const cell = (value: PageCell, i: number) => {
    const isZero = value === 0 && columns[i]?.ids !== true;
    const text = columns[i]?.ids === true ? String(value ?? "") : shown(value);
    return h("td", { class: `${classes[i] ?? ""}${isZero ? " zero" : ""}` }, longText(text));
  };
  return h("tr", {}, ...row.map(cell));
}

function shown(cell: PageCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return countText(cell);
  return typeof cell === "string" ? cell : cell[1];
}

function comparing({ column, falling }: Sorting): (a: Row, b: Row) => number {
  const sign = falling ? -1 : 1;
  return (a, b) => sign * compare(a[column] ?? null, b[column] ?? null);
}

type Row = readonly PageCell[];

/** What is not known comes first. */
function compare(a: PageCell, b: PageCell): number {
  const left = key(a);
  const right = key(b);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return collator.compare(String(left), String(right));
}

function key(cell: PageCell): string | number {
  if (cell === null) return -1;
  return typeof cell === "object" ? cell[0] : cell;
}
