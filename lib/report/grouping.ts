/** Events of one point, counted by what they have in common; and how they ended, where another tells. */
import type { Entry } from "../recording/values.ts";
import type { NameLookup } from "./known-names.ts";
import type { Process } from "./process.ts";
import type { Section } from "./section.ts";
import { result } from "./section-columns.ts";
import type { Cells, Tally } from "./tally.ts";
import { type Rows, Top } from "./top.ts";

/** Different rows that are counted exactly. */
const capacity = 8192;

export class Grouping implements Tally {
  readonly heading: Section;
  readonly points: readonly string[];
  readonly fields: readonly string[];
  readonly #top = new Top<Cells>(capacity);
  readonly #names: NameLookup;

  constructor(section: Section, names: NameLookup) {
    this.heading = section;
    this.points = [section.point, ...(section.outcome ? [section.outcome.point] : [])];
    this.fields = [...section.columns, section.when].flatMap((each) => each?.fields ?? []);
    this.#names = names;
  }

  add(event: Entry, process: Process): void {
    const { when, columns, point } = this.heading;
    if (when?.holds(event) === false) return;
    const cells = columns.map(({ cell }) => cell(event, process, this.#names));
    if (event.schema.name === point) this.#top.add(cells, 1, () => cells);
    else this.#ended(cells);
  }

  /** One that was open becomes one of these; none that is known: there is nothing to correct. */
  #ended(cells: Cells): void {
    const { columns, outcome } = this.heading;
    const open = columns.map(({ name }, i) =>
      name === result.name ? (outcome?.of ?? null) : (cells[i] ?? null),
    );
    this.#top.move(open, cells, () => cells);
  }

  rows(limit: number): Rows<Cells> {
    return this.#top.top(limit);
  }
}
