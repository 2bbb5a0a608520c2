/** What a summary is to be about, and how much of it is told. */

export interface Choice {
  /** Rows of each table. */
  readonly limit: number;
  /** Names of tables and of areas; null: those that are for everybody. */
  readonly sections: ReadonlySet<string> | "all" | null;
  /** Which points' events count. */
  readonly isPoint: (point: string) => boolean;
  /** Only this process and what it started. */
  readonly pid: number | null;
  readonly since: Instant | null;
  readonly until: Instant | null;
}

/** ns after the recording's beginning, or ns since 1970. */
export type Instant = { readonly after: number } | { readonly wall: bigint };

export const everything: Choice = {
  limit: 10,
  sections: null,
  isPoint: () => true,
  pid: null,
  since: null,
  until: null,
};

/** For programs. */
export const inFull: Choice = { ...everything, limit: Number.POSITIVE_INFINITY, sections: "all" };

/** On the clock of events, which stood at `clock` when it was `wall`. */
export function eventTime(
  instant: Instant | null,
  { wall, clock }: { readonly wall: bigint | number; readonly clock: bigint | number },
): number | null {
  if (instant === null) return null;
  const after = "after" in instant ? instant.after : Number(instant.wall - BigInt(wall));
  return Number(clock) + after;
}

/** What is suspicious. */
export const findingsPart = { name: "findings", area: "findings" } as const;

interface Part {
  readonly name: string;
  readonly area: string;
  readonly isDetail?: boolean;
}

/** Is this table, or one of the parts that are no table of events, to be told? */
export function isAsked(choice: Choice, part: Part): boolean {
  const { sections } = choice;
  if (sections === "all" || sections?.has(part.name)) return true;
  return part.isDetail !== true && (sections === null || sections.has(part.area));
}
