/** The programs' own counters, summed over the CPUs. */
import { countWords, firedWord, kinds, loss } from "../events.gen.ts";
import { native } from "../native/library.ts";
import { type PointName, point } from "../points.ts";
import { BpfError, type BpfObject } from "./object.ts";

/** Of one point, since the object was loaded. */
export interface Tally {
  readonly seen: number;
  readonly lost: Readonly<Record<string, number>>;
  /** Times that the hook fired in the self-test. */
  readonly fired: number;
}

/** There is one set of counters at a time: that of the object that is loaded. */
export class Counters {
  readonly #cpus: number;
  readonly #sums = new BigUint64Array(kinds * countWords);

  /** Entries of the map `counts` for this many CPUs. */
  static entries(cpus: number): number {
    return kinds * cpus;
  }

  /** @throws BpfError */
  constructor(object: BpfObject, cpus: number, mapped: boolean) {
    this.#cpus = cpus;
    const bytes = Counters.entries(cpus) * countWords * 8;
    const result = native().sonde_counts_open(object.mapFd("counts"), bytes, mapped);
    if (result < 0) throw new BpfError("map the counters", -result, "");
  }

  read(points: readonly PointName[]): ReadonlyMap<PointName, Tally> {
    native().sonde_counts_sum(this.#sums, kinds, this.#cpus, countWords);
    return new Map(
      points.map((name) => {
        const first = point(name).kind * countWords;
        const word = (index: number): number => Number(this.#sums[first + index] ?? 0n);
        const lost = Object.entries(loss).map(([reason, index]) => [reason, word(1 + index)]);
        return [name, { seen: word(0), lost: Object.fromEntries(lost), fired: word(firedWord) }];
      }),
    );
  }

  close(): void {
    native().sonde_counts_close();
  }
}
