/** What a summary says, before it is put into words. */
import type { HostInfo, PlannedPoint, PointCounts, Trailer } from "../recording/format.ts";
import type { Ending, StoredHeader } from "../recording/reader.ts";
import type { Blind } from "./findings/coverage.ts";
import type { Found } from "./findings/findings.ts";
import type { ProgramCount } from "./programs.ts";
import type { Cells, Heading } from "./tally.ts";
import type { Timeline } from "./timeline.ts";
import type { Rows } from "./top.ts";
import type { TreeNode } from "./tree.ts";

/** One audit point: what was to be watched, and what became of it. */
export interface PointSummary {
  readonly point: string;
  /** Null: the recording has no plan for it. */
  readonly plan: PlannedPoint | null;
  /** Null: the file does not tell. */
  readonly counts: PointCounts | null;
  /** Events in the file. */
  readonly events: number;
  /** Recorded events a second; null when it is not known how long. */
  readonly rate: number | null;
}

/** A table. */
export interface SectionFound {
  readonly heading: Heading;
  readonly found: Rows<Cells>;
}

export interface Summary {
  readonly path: string;
  readonly ending: Ending;
  readonly sonde: string;
  readonly host: HostInfo;
  /** ISO 8601, UTC. */
  readonly begin: string | null;
  readonly end: string | null;
  readonly seconds: number | null;
  /** Why it ended; null when the file is cut. */
  readonly reason: string | null;
  readonly filter: StoredHeader["filter"];
  readonly command: Trailer["command"];
  readonly events: number;
  /** Events that the choice lets count. */
  readonly chosen: number;
  readonly lost: number;
  readonly processes: { readonly running: number; readonly started: number };
  readonly points: readonly PointSummary[];
  /** What is suspicious, and which rules could not look. */
  readonly findings: Found & { readonly blind: readonly Blind[] };
  /** What this recording can't tell, in plain words. */
  readonly notSeen: readonly string[];
  readonly timeline: Timeline;
  readonly programs: Rows<ProgramCount>;
  readonly tree: readonly TreeNode[];
  readonly sections: readonly SectionFound[];
}

export function lostOf({ lost }: PointCounts): number {
  return Object.values(lost).reduce((sum, each) => sum + each, 0);
}
