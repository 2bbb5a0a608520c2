/** Events of one point, counted by what they have in common. */
import type { Entry } from "../recording/values.ts";
import type { NameLookup } from "./known-names.ts";
import type { Process } from "./process.ts";
import type { Section } from "./section.ts";
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
    this.points = [section.point];
    this.fields = [...section.columns, section.when].flatMap((each) => each?.fields ?? []);
    this.#names = names;
  }

  add(event: Entry, process: Process): void {
    const { when, columns } = this.heading;
    if (when?.holds(event) === false) return;
    const cells = columns.map(({ cell }) => cell(event, process, this.#names));
    this.#top.add(cells, 1, () => cells);
  }

  rows(limit: number): Rows<Cells> {
    return this.#top.top(limit);
  }
}
