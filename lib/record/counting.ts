/** What was seen, recorded and lost: the programs' counts beside the recorder's own. */
import type { Hooks } from "../hook/hooks.ts";
import { isPointName, type PointName, point } from "../points.ts";
import type { Counts } from "../recording/format.ts";
import { Ledger, type Reading, sum } from "./ledger.ts";
import type { Pump } from "./pump.ts";

export class Counting {
  readonly #ledger = new Ledger();
  readonly #hooks: Hooks;
  readonly #points: readonly PointName[];
  readonly #pump: Pump;

  constructor(hooks: Hooks, points: readonly PointName[], pump: Pump) {
    this.#hooks = hooks;
    this.#points = points;
    this.#pump = pump;
  }

  /** Of the present file. */
  counts(): Counts {
    return this.#ledger.counts(this.#read(), this.#recorded);
  }

  /** The same, when the file ends and another one follows. */
  close(): Counts {
    return this.#ledger.close(this.#read(), this.#recorded);
  }

  /** Of all points, over all files. */
  lost(): number {
    return [...this.#read().values()].reduce((all, each) => all + sum(each.lost), 0);
  }

  /** As the programs count, over all files. */
  #read(): ReadonlyMap<PointName, Reading> {
    const tallies = this.#hooks.counters.read(this.#points);
    return new Map(
      [...tallies].map(([name, { seen, lost }]) => [
        name,
        { seen, lost, missed: this.#hooks.missed(name) },
      ]),
    );
  }

  readonly #recorded = (name: string): number =>
    isPointName(name) ? (this.#pump.recorded[point(name).kind] ?? 0) : 0;
}
