/** Finds and sorts events: every text is looked at once, however many events have it. */
import type { PageEvents } from "./data.ts";
import { type Word, wordsOf } from "./query.ts";
import { collator } from "./text.ts";

/** What a filter may name, as in `pid:4711`. */
export const keys = ["point", "pid", "user", "program", "host", "result"] as const;
export const sortKeys = ["time", "point", "pid", "user", "program", "event"] as const;
export type SortKey = (typeof sortKeys)[number];

/** µs since the first event. */
export type Range = readonly [from: number, to: number] | null;

type Ints = Int32Array;
/** For an index into a list: is it one of those that are looked for? */
type Match = Uint8Array;

export class EventIndex {
  readonly size: number;
  readonly #events: PageEvents;
  readonly #hosts: readonly string[];
  readonly #lower: readonly string[];
  /** Places of the strings in order. */
  #ranks: Ints | null = null;

  /** hosts: names of the recordings, in lower case; none where there is only one. */
  constructor(events: PageEvents, hosts: readonly string[]) {
    this.#events = events;
    this.#hosts = hosts;
    this.size = events.at.length;
    this.#lower = events.strings.map((text) => text.toLowerCase());
  }

  /** Indices of the events that have all words of the query and lie in the range, in their order. */
  find(query: string, range: Range): Ints {
    const tests = wordsOf(query, keys).map((word) => this.#test(word));
    const { at } = this.#events;
    const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const found = new Int32Array(this.size);
    let count = 0;
    for (let i = 0; i < this.size; i++) {
      const time = at[i] ?? 0;
      if (time >= from && time < to && tests.every((test) => test(i))) found[count++] = i;
    }
    return found.subarray(0, count);
  }

  /** Sorts in place; what is equal stays in order of time. */
  sort(found: Ints, key: SortKey, falling: boolean): void {
    const value = this.#sortValues(key);
    const sign = falling ? -1 : 1;
    found.sort((a, b) => sign * ((value[a] ?? 0) - (value[b] ?? 0)) || a - b);
  }

  #test({ key, text, not }: Word): (i: number) => boolean {
    const { point, actor, result, text: texts, points, actors } = this.#events;
    const has = matches(this.#lower, (each) => each.includes(text));
    const exact = matches(this.#lower, (each) => each === text);
    const ofPoint = matches(points, (each) => each.toLowerCase().includes(text));
    const of = (test: (one: (typeof actors)[number]) => boolean): Match => matches(actors, test);
    const string = (all: Match, index: number): boolean => index >= 0 && all[index] === 1;
    const ofHost = (index: number): boolean => this.#hosts[index]?.includes(text) === true;
    const at = (all: Match, index: number | undefined): boolean => all[index ?? 0] === 1;
    const byKey = (): ((i: number) => boolean) => {
      switch (key) {
        case "point":
          return (i) => at(ofPoint, point[i]);
        case "pid": {
          const found = of(([, pid]) => String(pid) === text);
          return (i) => at(found, actor[i]);
        }
        case "user": {
          const found = of(([, , , , uid]) => String(uid) === text);
          return (i) => at(found, actor[i]);
        }
        case "program": {
          const found = of(([, , program]) => string(has, program));
          return (i) => at(found, actor[i]);
        }
        case "host": {
          const found = of(([host]) => ofHost(host));
          return (i) => at(found, actor[i]);
        }
        case "result":
          return (i) => string(exact, result[i] ?? -1);
        default: {
          const found = of(
            ([host, pid, program, command]) =>
              ofHost(host) ||
              [program, command].some((each) => string(has, each)) ||
              String(pid) === text,
          );
          return (i) => string(has, texts[i] ?? -1) || at(found, actor[i]) || at(ofPoint, point[i]);
        }
      }
    };
    const test = byKey();
    return not ? (i) => !test(i) : test;
  }

  #sortValues(key: SortKey): Ints | readonly number[] {
    const { at, point, actor, text, points, actors } = this.#events;
    const byActor = (value: (one: (typeof actors)[number]) => number): Ints =>
      Int32Array.from(actor, (each) => {
        const one = actors[each];
        return one === undefined ? -1 : value(one);
      });
    switch (key) {
      case "time":
        return at;
      case "point": {
        const ranks = ranksOf(points);
        return point.map((each) => ranks[each] ?? -1);
      }
      case "pid":
        return byActor(([, pid]) => pid);
      case "user":
        return byActor(([, , , , uid]) => uid ?? -1);
      case "program": {
        const ranks = this.#stringRanks();
        return byActor(([, , program]) => ranks[program] ?? -1);
      }
      case "event": {
        const ranks = this.#stringRanks();
        return text.map((each) => ranks[each] ?? -1);
      }
    }
  }

  #stringRanks(): Ints {
    this.#ranks ??= ranksOf(this.#events.strings);
    return this.#ranks;
  }
}

function matches<T>(all: readonly T[], test: (one: T) => boolean): Match {
  return Uint8Array.from(all, (each) => (test(each) ? 1 : 0));
}

function ranksOf(texts: readonly string[]): Ints {
  const order = texts.map((_, i) => i);
  order.sort((a, b) => collator.compare(texts[a] ?? "", texts[b] ?? ""));
  const ranks = new Int32Array(texts.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return ranks;
}
