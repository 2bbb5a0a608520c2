/** What a table of a summary is, before any event is in it. */
import type { Entry, Text } from "../recording/values.ts";
import type { Process } from "./process.ts";

export const areas = ["processes", "network", "files", "privileges", "kernel"] as const;
export type Area = (typeof areas)[number];

export interface SectionColumn {
  /** In JSON. */
  readonly name: string;
  readonly head: string;
  /** Fields of the event that the cell looks at. */
  readonly fields: readonly string[];
  /** Null where there is nothing to say. */
  readonly cell: (event: Entry, process: Process) => Text | null;
  /** Where a long value is cut; the middle, unless its end says least. */
  readonly cut?: "middle" | "end";
}

/** Events of one point that are equal in all columns become one row with a count. */
export interface Section {
  /** In JSON, and on the command line. */
  readonly name: string;
  readonly title: string;
  readonly area: Area;
  readonly point: string;
  readonly columns: readonly SectionColumn[];
  /** Which events it is about; all of the point where there is none. */
  readonly when?: {
    readonly fields: readonly string[];
    readonly holds: (event: Entry) => boolean;
  };
  /** Printed only when asked for: another table says the same in fewer rows. */
  readonly isDetail?: true;
}
