/** Tables that need no code of their own: what is equal in all columns is counted. */
import type { Entry, Text } from "../recording/values.ts";
import type { NameLookup } from "./known-names.ts";
import type { Process } from "./process.ts";
import type { Heading, TallyColumn } from "./tally.ts";

export interface SectionColumn extends TallyColumn {
  /** Fields of the event that the cell looks at. */
  readonly fields: readonly string[];
  /** Null where there is nothing to say. */
  readonly cell: (event: Entry, process: Process, names: NameLookup) => Text | null;
}

/** Events of one point that are equal in all columns become one row with a count. */
export interface Section extends Heading {
  readonly point: string;
  readonly columns: readonly SectionColumn[];
  /** Later events of another point that say how those with this result ended: theirs takes its place. */
  readonly outcome?: { readonly point: string; readonly of: string };
  /** Which events it is about; all of the point where there is none. */
  readonly when?: {
    readonly fields: readonly string[];
    readonly holds: (event: Entry) => boolean;
  };
}
