/** The programs' own counters, and what became of the events they saw. */
import { countWords, loss, schema } from "../events.gen.ts";
import type { BpfObject } from "../hook/object.ts";
import { native } from "../native/library.ts";
import { type PointName, point } from "../points.ts";
import type { Counts } from "../recording/format.ts";

const kinds = Math.max(...schema.map((record) => record.kind)) + 1;

export class Counters {
  readonly #cpus: number;
  readonly #sums = new BigUint64Array(kinds * countWords);

  /** Entries of the map `counts` for this many CPUs. */
  static entries(cpus: number): number {
    return kinds * cpus;
  }

  constructor(object: BpfObject, cpus: number) {
    this.#cpus = cpus;
    const bytes = Counters.entries(cpus) * countWords * 8;
    const failed = native().sonde_counts_open(object.mapFd("counts"), bytes);
    if (failed < 0) throw new Error(`cannot map the counters: ${failed}`);
  }

  /** recorded: by kind. */
  read(points: readonly PointName[], recorded: readonly number[]): Counts {
    native().sonde_counts_sum(this.#sums, kinds, this.#cpus, countWords);
    return Object.fromEntries(
      points.map((name) => {
        const { kind } = point(name);
        const word = (index: number): number => Number(this.#sums[kind * countWords + index] ?? 0n);
        const lost = Object.fromEntries(
          Object.entries(loss).map(([reason, index]) => [reason, word(1 + index)]),
        );
        return [name, { seen: word(0), recorded: recorded[kind] ?? 0, lost, missed: null }];
      }),
    );
  }
}
