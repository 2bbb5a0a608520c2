/** What a rule remembers of processes, in bounded memory. */
import type { Process } from "../process.ts";

const capacity = 4096;

export class PerProcess<T> {
  readonly #values = new Map<Process, T>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  /** Of this process; the one that was made first is forgotten when there are too many. */
  of(process: Process): T {
    const known = this.#values.get(process);
    if (known !== undefined) return known;
    if (this.#values.size >= capacity) {
      const [oldest] = this.#values.keys();
      if (oldest !== undefined) this.#values.delete(oldest);
    }
    const made = this.#make();
    this.#values.set(process, made);
    return made;
  }

  has(process: Process): boolean {
    return this.#values.has(process);
  }
}

/** Different values, up to a limit. */
export class Distinct {
  readonly #seen = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True once: when the limit is reached. */
  add(value: string): boolean {
    if (this.#seen.size >= this.#limit) return false;
    this.#seen.add(value);
    return this.#seen.size === this.#limit;
  }
}
