/** Events of one point, counted by what they have in common. */
import type { Entry, Text } from "../recording/values.ts";
import type { Process } from "./process.ts";
import type { Section } from "./section.ts";
import { type Rows, Top } from "./top.ts";

/** The cells of a section's columns. */
export type Cells = readonly (Text | null)[];

/** Different rows that are counted exactly. */
const capacity = 8192;

export class Grouping {
  readonly section: Section;
  readonly #top = new Top<Cells>(capacity);

  constructor(section: Section) {
    this.section = section;
  }

  add(event: Entry, process: Process): void {
    if (this.section.when?.holds(event) === false) return;
    const cells = this.section.columns.map(({ cell }) => cell(event, process));
    this.#top.add(cells.map(key).join("\0"), 1, () => cells);
  }

  rows(limit: number): Rows<Cells> {
    return this.#top.top(limit);
  }
}

/** What came from a kernel holds no NUL, and so different cells have different keys. */
function key(cell: Text | null): string {
  if (typeof cell === "string") return cell;
  return cell === null ? "\0null" : `\0${Buffer.from(cell).toString("hex")}`;
}
