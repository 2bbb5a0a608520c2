/** How many events there were when: counts in slices of time that grow as the recording does. */

export interface TimelineRow {
  readonly point: string;
  /** One for each slice. */
  readonly counts: readonly number[];
}

export interface Timeline {
  /** Length of a slice. */
  readonly seconds: number;
  readonly rows: readonly TimelineRow[];
}

const slices = 240;
const shortestNs = 1_000_000;

export class TimelineCounter {
  readonly #begin: number;
  readonly #counts = new Map<string, Float64Array>();
  #width = shortestNs;

  /** begin: of the recording, ns since boot. */
  constructor(begin: number) {
    this.#begin = begin;
  }

  /** The row of a point, to be filled by add(). */
  row(point: string): Float64Array {
    const made = this.#counts.get(point) ?? new Float64Array(slices);
    this.#counts.set(point, made);
    return made;
  }

  /** ts: ns since boot. */
  add(row: Float64Array, ts: number): void {
    let slice = Math.floor((ts - this.#begin) / this.#width);
    while (slice >= slices) {
      this.#widen();
      slice = Math.floor((ts - this.#begin) / this.#width);
    }
    if (slice < 0) slice = 0;
    row[slice] = (row[slice] ?? 0) + 1;
  }

  /** Up to the end, ns since boot, of those points that had events. */
  timeline(end: number): Timeline {
    const used = Math.min(Math.max(Math.ceil((end - this.#begin) / this.#width), 1), slices);
    const rows = [...this.#counts]
      .map(([point, counts]) => ({ point, counts: [...counts.subarray(0, used)] }))
      .filter(({ counts }) => counts.some((count) => count > 0));
    return { seconds: this.#width / 1e9, rows };
  }

  /** Two slices become one. */
  #widen(): void {
    this.#width *= 2;
    for (const counts of this.#counts.values()) {
      for (let i = 0; i < slices / 2; i++) {
        counts[i] = (counts[2 * i] ?? 0) + (counts[2 * i + 1] ?? 0);
      }
      counts.fill(0, slices / 2);
    }
  }
}

const bars = "▁▂▃▄▅▆▇█";

/** A bar for each of `columns` pieces, a space where nothing was; the highest is of the largest. */
export function sparkline(counts: readonly number[], columns: number): string {
  const all = pieces(counts, columns);
  const most = Math.max(...all);
  return all
    .map((each) => (each <= 0 ? " " : (bars[Math.ceil((each / most) * bars.length) - 1] ?? "▁")))
    .join("");
}

/** Sums of at most `columns` stretches, as equal in length as can be; each slice is in one. */
export function pieces(counts: readonly number[], columns: number): number[] {
  if (counts.length <= columns) return [...counts];
  return Array.from({ length: columns }, (_, i) => {
    const from = Math.floor((i * counts.length) / columns);
    const to = Math.floor(((i + 1) * counts.length) / columns);
    return counts.slice(from, to).reduce((sum, count) => sum + count, 0);
  });
}
