/**
 * Is a recording whole, unchanged and consistent? The chain of hashes finds damage and edits in
 * place. It is no proof against forgery: for that, keep the file's own hash elsewhere.
 */
import type { Counts, Trailer } from "./format.ts";
import { PerKind } from "./per-kind.ts";
import { eachLocated, type Located, type LocatedEnding } from "./reader.ts";
import type { StoredSchema } from "./values.ts";

/** One thing that was checked; null: it could not be. */
export interface Check {
  readonly name: "complete" | "hashes" | "events" | "counts" | "order";
  readonly holds: boolean | null;
  readonly detail: string;
}

export interface Verification {
  readonly path: string;
  /** All checks hold. */
  readonly holds: boolean;
  readonly checks: readonly Check[];
  /** Bytes that were read as items. */
  readonly bytes: number;
  readonly events: number;
  /** SHA-256 of the whole file in hex, as `sha256sum` and the recorder print it. */
  readonly sha256: string | null;
}

/** @throws SondeError when the file can't be read, or is no recording at all */
export function verify(path: string): Verification {
  const state = new State();
  const ending = eachLocated(path, (located) => state.add(located));
  const checks = [
    complete(ending, state.unknown),
    state.hashes(ending),
    state.recordedEvents(),
    state.seenCounts(),
    state.order(),
  ];
  return {
    path,
    holds: checks.every(({ holds }) => holds === true),
    checks,
    bytes: ending.at,
    events: state.events,
    sha256: ending.state === "damaged" ? null : hex(ending.digest),
  };
}

class State {
  events = 0;
  /** Items of a kind that this version does not know. */
  unknown = 0;
  readonly #found = new Map<string, { events: number }>();
  readonly #kinds = new PerKind(({ name }) => this.#counter(name));
  #trailer: Trailer | null = null;
  #marks = 0;
  /** Up to here the hashes hold, and where the first one lies that does not. */
  #goodUntil = 0;
  #badAt: number | null = null;
  #lateProcessAt: number | null = null;
  #decreasedAt: number | null = null;
  /** The first mark or trailer that counts other events than the file holds, and how. */
  #miscount: string | null = null;
  #last: Counts = {};

  add({ item, at, digest }: Located): void {
    if (item.type === "unknown") this.unknown++;
    else if (item.type === "record") this.#record(item.record.schema, at);
    else if (item.type === "mark") this.#chained(item.mark, at, digest);
    else if (item.type === "trailer") {
      this.#trailer = item.trailer;
      this.#chained(item.trailer, at, digest);
    }
  }

  hashes(ending: LocatedEnding): Check {
    const name = "hashes";
    if (this.#badAt !== null) {
      const where = `between byte ${this.#goodUntil} and byte ${this.#badAt}`;
      return { name, holds: false, detail: `something ${where} is not as it was written` };
    }
    if (this.#marks === 0) return { name, holds: null, detail: "the file holds no hash" };
    const marks = `${this.#marks} in the file, all match`;
    if (this.#trailer !== null) return { name, holds: true, detail: marks };
    const after = ending.at - this.#goodUntil;
    const detail = `${marks}; none covers the ${after} bytes after byte ${this.#goodUntil}`;
    return { name, holds: after === 0 ? true : null, detail };
  }

  recordedEvents(): Check {
    const name = "events";
    if (this.#miscount !== null) return { name, holds: false, detail: this.#miscount };
    const detail = `${this.events} in the file, as many as were recorded`;
    if (this.#trailer !== null) return { name, holds: true, detail };
    const least = this.#marks === 0 ? "no mark to compare with" : `${detail} up to the last mark`;
    return { name, holds: null, detail: least };
  }

  seenCounts(): Check {
    const name = "counts";
    if (this.#decreasedAt !== null) {
      return { name, holds: false, detail: `a count falls at byte ${this.#decreasedAt}` };
    }
    if (this.#trailer === null) return { name, holds: null, detail: "no trailer to compare with" };
    const wrong = Object.entries(this.#trailer.points).flatMap(([point, counts]) => {
      const lost = sum(Object.values(counts.lost));
      const { seen, recorded } = counts;
      return seen === recorded + lost
        ? []
        : [`${point}: ${seen} seen, but ${recorded} recorded + ${lost} lost`];
    });
    if (wrong.length > 0) return { name, holds: false, detail: wrong.join("; ") };
    const lost = sum(
      Object.values(this.#trailer.points).flatMap((each) => Object.values(each.lost)),
    );
    return { name, holds: true, detail: `seen = recorded + lost for every point; ${lost} lost` };
  }

  order(): Check {
    const name = "order";
    if (this.#lateProcessAt !== null) {
      const detail = `a process of the snapshot after the first event, at byte ${this.#lateProcessAt}`;
      return { name, holds: false, detail };
    }
    return { name, holds: true, detail: "the running processes come before every event" };
  }

  #record(schema: StoredSchema, at: number): void {
    const counter = this.#kinds.of(schema);
    if (counter !== null) {
      this.events++;
      counter.events++;
    } else if (this.events > 0) this.#lateProcessAt ??= at;
  }

  /** Null: of processes that were running at the beginning. */
  #counter(name: string): { events: number } | null {
    if (name === "process") return null;
    const counter = { events: 0 };
    this.#found.set(name, counter);
    return counter;
  }

  #chained(
    item: { hash: Uint8Array; points: Counts },
    at: number,
    digest: Uint8Array | null,
  ): void {
    this.#marks++;
    if (digest === null || !Buffer.from(digest).equals(item.hash)) this.#badAt ??= at;
    if (this.#badAt === null) this.#goodUntil = at;
    const falls = Object.entries(this.#last).some(([point, before]) => {
      const now = item.points[point];
      return now === undefined || now.seen < before.seen || now.recorded < before.recorded;
    });
    if (falls) this.#decreasedAt ??= at;
    this.#miscount ??= this.#compare(item.points, at);
    this.#last = item.points;
  }

  /** A mark is written when everything that it counts is in the file. */
  #compare(points: Counts, at: number): string | null {
    const names = new Set([...Object.keys(points), ...this.#found.keys()]);
    const wrong = [...names].flatMap((point) => {
      const found = this.#found.get(point)?.events ?? 0;
      const recorded = points[point]?.recorded ?? 0;
      return found === recorded ? [] : [`${point}: ${found} in the file, ${recorded} recorded`];
    });
    return wrong.length === 0 ? null : `at byte ${at}: ${wrong.join("; ")}`;
  }
}

function complete(ending: LocatedEnding, unknown: number): Check {
  const name = "complete";
  const { at, rest, items, reason } = ending;
  const others = unknown === 0 ? "" : `, ${unknown} of a kind that this sonde does not know`;
  switch (ending.state) {
    case "complete":
      return { name, holds: true, detail: `${items} items in ${at} bytes${others}` };
    case "cut":
      return {
        name,
        holds: false,
        detail: `ends without a trailer: ${items} whole items up to byte ${at}, then ${rest} bytes`,
      };
    case "damaged":
      return { name, holds: false, detail: `unreadable from byte ${at} on: ${reason}` };
  }
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString("hex");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
