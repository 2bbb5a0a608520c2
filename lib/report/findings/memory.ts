/** What a rule remembers of processes, in bounded memory. */
import type { Process } from "../process.ts";

/** Of each of two generations. */
const capacity = 4096;

export class PerProcess<T> {
  #young = new Map<Process, T>();
  #old = new Map<Process, T>();
  readonly #make: () => T;
  /** Whom it was asked for last: mostly the same again. */
  #process: Process | null = null;
  #value: T | null = null;

  constructor(make: () => T) {
    this.#make = make;
  }

  /** Of this process; those that were not asked for in a while are forgotten. */
  of(process: Process): T {
    if (process === this.#process && this.#value !== null) return this.#value;
    this.#process = process;
    this.#value = this.#known(process);
    return this.#value;
  }

  #known(process: Process): T {
    const known = this.#young.get(process);
    if (known !== undefined) return known;
    const value = this.#old.get(process) ?? this.#make();
    if (this.#young.size >= capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(process, value);
    return value;
  }

  has(process: Process): boolean {
    return this.#young.has(process) || this.#old.has(process);
  }
}

/** Different values, up to a limit. */
export class Distinct {
  readonly #seen = new Set<string | number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True once: when the limit is reached. */
  add(value: string | number): boolean {
    if (this.#seen.size >= this.#limit) return false;
    this.#seen.add(value);
    return this.#seen.size === this.#limit;
  }
}
