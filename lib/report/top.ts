/**
 * Counts by key in bounded memory. When there are too many keys, the half that was seen least
 * makes room; it is not forgotten but becomes part of "others", and a key that comes (back) after
 * that has a count that says "at least".
 */
import type { Text } from "../recording/values.ts";

export interface Row<T> {
  readonly value: T;
  readonly count: number;
  /** There may have been more, counted among the others. */
  readonly atLeast: boolean;
}

export interface Rows<T> {
  readonly rows: readonly Row<T>[];
  /** What the rows leave out; keys is null when it is not known how many different ones. */
  readonly others: { readonly count: number; readonly keys: number | null } | null;
}

/** The same rows with other values. */
export function mapRows<T, U>({ rows, others }: Rows<T>, value: (row: T) => U): Rows<U> {
  return { rows: rows.map((row) => ({ ...row, value: value(row.value) })), others };
}

/** What a key is made of: text as it was in the recording, or nothing. */
export type Key = readonly (Text | number | null)[];

export interface Counted<T> extends Row<T> {
  count: number;
  readonly key: Key;
}

/** By the last part of the key, then the one before it, and so on; counts are at the ends. */
type Level<T> = Map<Part, Level<T> | Counted<T>>;
type Part = string | number | null;

export class Top<T> {
  readonly #capacity: number;
  #root: Level<T> = new Map();
  #all: Counted<T>[] = [];
  #evicted = 0;
  /** How often keys had to go. */
  evictions = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Returns the value of the key: `make`'s, if it is new. All keys must have as many parts; it is
   * fastest when those that differ most come first.
   */
  add(key: Key, count: number, make: () => T): T {
    const found = this.at(key, make);
    found.count += count;
    return found.value;
  }

  /** One that was counted under a key is another's; nothing happens when there is none. */
  move(from: Key, to: Key, make: () => T): void {
    const found = this.#find(from);
    if (found === undefined || found.count === 0) return;
    found.count--;
    this.add(to, 1, make);
  }

  #find(key: Key): Counted<T> | undefined {
    let at: Level<T> | Counted<T> | undefined = this.#root;
    for (let i = key.length - 1; i >= 0 && at instanceof Map; i--) at = at.get(part(key[i]));
    return at instanceof Map ? undefined : at;
  }

  /** The same for those who count themselves: until `evictions` grows, it is the key's. */
  at(key: Key, make: () => T): Counted<T> {
    let level = this.#root;
    for (let i = key.length - 1; i > 0; i--) level = this.#below(level, part(key[i]));
    const first = part(key[0]);
    const known = level.get(first);
    if (known !== undefined && !(known instanceof Map)) {
      return known;
    }
    if (this.#all.length >= this.#capacity) {
      this.#evict();
      return this.at(key, make);
    }
    const made = { value: make(), count: 0, atLeast: this.#evicted > 0, key: [...key] };
    level.set(first, made);
    this.#all.push(made);
    return made;
  }

  /** The `limit` largest, in the order of their first coming where they are equal. */
  top(limit: number): Rows<T> {
    const sorted = this.#all.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
    // One more row says more than "one other".
    const shown = sorted.length === limit + 1 && this.#evicted === 0 ? limit + 1 : limit;
    const rest = sorted.slice(shown);
    const count = rest.reduce((sum, each) => sum + each.count, this.#evicted);
    const keys = this.#evicted === 0 ? rest.length : null;
    const rows = sorted
      .slice(0, shown)
      .map(({ value, count, atLeast }) => ({ value, count, atLeast }));
    return { rows, others: count === 0 ? null : { count, keys } };
  }

  #below(level: Level<T>, part: Part): Level<T> {
    const known = level.get(part);
    if (known instanceof Map) return known;
    const made: Level<T> = new Map();
    level.set(part, made);
    return made;
  }

  /** The smaller half goes, of equal ones the older. */
  #evict(): void {
    this.evictions++;
    const counts = Float64Array.from(this.#all, ({ count }) => count).sort();
    const half = Math.ceil(counts.length / 2);
    const most = counts[half - 1] ?? 0;
    let equal = half - counts.indexOf(most);
    const kept = this.#all.filter(({ count }) => count > most || (count === most && equal-- <= 0));
    this.#evicted += counts.reduce((sum, each) => sum + each, 0);
    this.#all = kept;
    this.#root = new Map();
    for (const each of kept) {
      this.#evicted -= each.count;
      let level = this.#root;
      for (let i = each.key.length - 1; i > 0; i--) level = this.#below(level, part(each.key[i]));
      level.set(part(each.key[0]), each);
    }
  }
}

/** What came from a kernel holds no NUL, and so other values are other parts. */
function part(value: Key[number] | undefined): Part {
  if (value instanceof Uint8Array) return `\0${Buffer.from(value).toString("hex")}`;
  return value ?? null;
}
