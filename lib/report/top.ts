/**
 * Counts by key in bounded memory. When there are too many keys, the half that was seen least
 * makes room; it is not forgotten but becomes part of "others", and a key that comes (back) after
 * that has a count that says "at least".
 */

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

interface Counted<T> {
  readonly value: T;
  count: number;
  readonly atLeast: boolean;
}

export class Top<T> {
  readonly #capacity: number;
  readonly #byKey = new Map<string, Counted<T>>();
  #evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Returns the value of the key: `make`'s, if it is new. */
  add(key: string, count: number, make: () => T): T {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.count += count;
      return known.value;
    }
    if (this.#byKey.size >= this.#capacity) this.#evict();
    const made = { value: make(), count, atLeast: this.#evicted > 0 };
    this.#byKey.set(key, made);
    return made.value;
  }

  /** The `limit` largest, in the order of their first coming where they are equal. */
  top(limit: number): Rows<T> {
    const sorted = [...this.#byKey.values()].sort((a, b) => b.count - a.count);
    // One more row says more than "one other".
    const shown = sorted.length === limit + 1 && this.#evicted === 0 ? limit + 1 : limit;
    const rest = sorted.slice(shown);
    const count = rest.reduce((sum, each) => sum + each.count, this.#evicted);
    const keys = this.#evicted === 0 ? rest.length : null;
    return { rows: sorted.slice(0, shown), others: count === 0 ? null : { count, keys } };
  }

  #evict(): void {
    const sorted = [...this.#byKey].sort(([, a], [, b]) => a.count - b.count);
    for (const [key, { count }] of sorted.slice(0, Math.ceil(sorted.length / 2))) {
      this.#byKey.delete(key);
      this.#evicted += count;
    }
  }
}
