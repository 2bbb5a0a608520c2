/** What a recording says of itself: what was to be watched, what was counted, what went wrong. */
import type { Counts, Incident, Trailer } from "../recording/format.ts";
import type { Ending, Item, StoredHeader } from "../recording/reader.ts";
import { blindSpots } from "./blind-spots.ts";
import type { PointSummary } from "./summary-data.ts";

/** More are a flapping switch, which a few of them tell as well. */
const incidentsKept = 20;

/** Of one kind of event. */
export interface Counter {
  readonly point: string;
  events: number;
}

export class Account {
  readonly header: StoredHeader;
  /** ns since boot, as all times of events. */
  readonly begin: number;
  /** The latest time in the file. */
  last: number;
  trailer: Trailer | null = null;
  readonly incidents: Incident[] = [];
  readonly #counters: Counter[] = [];
  /** Items that this version does not know. */
  #unknown = 0;
  #counts: Counts | null = null;
  #countedAt: number | null = null;

  constructor(header: StoredHeader) {
    this.header = header;
    this.begin = Number(header.time.clock);
    this.last = this.begin;
  }

  /** Whoever sees the events of a kind counts them there. */
  counter(point: string): Counter {
    const counter = { point, events: 0 };
    this.#counters.push(counter);
    return counter;
  }

  /** An item that is neither a header nor a record. */
  add(item: Item): void {
    switch (item.type) {
      case "mark":
        this.#counted(item.mark);
        break;
      case "incident":
        if (this.incidents.length < incidentsKept) this.incidents.push(item.incident);
        break;
      case "trailer":
        this.trailer = item.trailer;
        this.#counted(item.trailer);
        break;
      case "unknown":
        this.#unknown++;
        break;
    }
  }

  /** Null when it is not known how long. */
  seconds(): number | null {
    return this.last > this.begin ? (this.last - this.begin) / 1e9 : null;
  }

  /** In the order of the plan, then those that are only in the file. */
  points(): PointSummary[] {
    const plan = new Map(this.header.plan.map((planned) => [planned.point, planned]));
    const counts = this.#counts ?? {};
    const events = new Map(this.#counters.map((counter) => [counter.point, counter.events]));
    const names = new Set([...plan.keys(), ...Object.keys(counts), ...events.keys()]);
    const seconds = this.seconds();
    return [...names].map((point) => {
      const recorded = events.get(point) ?? 0;
      return {
        point,
        plan: plan.get(point) ?? null,
        counts: Object.hasOwn(counts, point) ? (counts[point] ?? null) : null,
        events: recorded,
        rate: seconds === null ? null : recorded / seconds,
      };
    });
  }

  /** What it can't tell, in plain words. */
  notSeen(ending: Ending): string[] {
    return blindSpots({
      header: this.header,
      ending,
      points: this.points(),
      incidents: this.incidents,
      unknown: this.#unknown,
      unfollowed: this.trailer?.unfollowed ?? 0,
      countedSeconds: this.#countedAt === null ? null : (this.#countedAt - this.begin) / 1e9,
    });
  }

  #counted({ ts, points }: { readonly ts: number | bigint; readonly points: Counts }): void {
    this.#counts = points;
    this.#countedAt = Number(ts);
    this.last = Math.max(this.last, Number(ts));
  }
}
