/** Something that listens to events and becomes a table. */
import type { Entry, Text } from "../recording/values.ts";
import type { Area } from "./area.ts";
import type { Process } from "./process.ts";
import type { Rows } from "./top.ts";

/** A row of a table, in the order of its columns. */
export type Cells = readonly (Text | number | null)[];

export interface TallyColumn {
  /** In JSON. */
  readonly name: string;
  readonly head: string;
  /** Where a long value is cut; the middle, unless its end says least. */
  readonly cut?: "middle" | "end";
  /** Numbers. */
  readonly figures?: true;
  /** Printed only where a row has something in it. */
  readonly isOptional?: true;
}

export interface Heading {
  /** In JSON, and on the command line. */
  readonly name: string;
  readonly title: string;
  readonly area: Area;
  readonly columns: readonly TallyColumn[];
  /** Printed only when asked for: another table says the same in fewer rows. */
  readonly isDetail?: true;
}

export interface Tally {
  readonly heading: Heading;
  /** The points that it listens to. */
  readonly points: readonly string[];
  /** The fields of their events that it looks at. */
  readonly fields: readonly string[];
  add(event: Entry, process: Process): void;
  /** The `limit` most frequent ones. */
  rows(limit: number): Rows<Cells>;
}
