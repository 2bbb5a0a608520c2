/** What was seen, recorded and lost, of the file that is being written. */
import type { Counts, PointCounts } from "../recording/format.ts";

/** Of one point, since the hooks were put in place. */
export type Reading = Omit<PointCounts, "recorded">;

/**
 * The programs count from their first event on; a file that is not the first has its own share of
 * it. What is still in the ring when a file ends is the next one's.
 */
export class Ledger {
  /** What earlier files have. */
  #before: ReadonlyMap<string, Reading> = new Map();

  /** now: as the programs count; recorded: in this file. */
  counts(now: ReadonlyMap<string, Reading>, recorded: (point: string) => number): Counts {
    return Object.fromEntries(
      [...now].map(([point, reading]) => {
        const before = this.#before.get(point);
        return [
          point,
          {
            seen: reading.seen - (before?.seen ?? 0),
            recorded: recorded(point),
            lost: without(reading.lost, before?.lost ?? {}),
            missed:
              reading.missed === null ? null : Math.max(0, reading.missed - (before?.missed ?? 0)),
          },
        ];
      }),
    );
  }

  /** The last counts of a file that another one follows: as if nothing was on its way. */
  close(now: ReadonlyMap<string, Reading>, recorded: (point: string) => number): Counts {
    const counts = Object.entries(this.counts(now, recorded)).map(
      ([point, each]): [string, PointCounts] => [
        point,
        { ...each, seen: each.recorded + sum(each.lost) },
      ],
    );
    this.#before = new Map(
      counts.map(([point, { seen, lost }]) => {
        const before = this.#before.get(point);
        return [
          point,
          {
            seen: seen + (before?.seen ?? 0),
            lost: plus(lost, before?.lost ?? {}),
            missed: now.get(point)?.missed ?? null,
          },
        ];
      }),
    );
    return Object.fromEntries(counts);
  }
}

type Losses = Readonly<Record<string, number>>;

function without(lost: Losses, before: Losses): Losses {
  return Object.fromEntries(Object.entries(lost).map(([why, n]) => [why, n - (before[why] ?? 0)]));
}

function plus(lost: Losses, before: Losses): Losses {
  return Object.fromEntries(Object.entries(lost).map(([why, n]) => [why, n + (before[why] ?? 0)]));
}

export function sum(lost: Losses): number {
  return Object.values(lost).reduce((a, b) => a + b, 0);
}
