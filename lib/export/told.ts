/** The events of a recording, one after the other, each with its process; in bounded memory. */
import type { Counts } from "../recording/format.ts";
import type { Item, StoredHeader } from "../recording/reader.ts";
import { type Entry, int } from "../recording/values.ts";
import { type Choice, eventTime } from "../report/choice.ts";
import { History } from "../report/history.ts";
import { KnownNames, type NameLookup } from "../report/known-names.ts";
import type { Process } from "../report/process.ts";
import { Containers } from "./containers.ts";

/** What is known of an event, good until the next one comes. */
export interface Told {
  readonly header: StoredHeader;
  readonly event: Entry;
  /** ns since boot. */
  readonly ts: bigint;
  /** ns since 1970 = ns since boot + offset. */
  readonly offset: bigint;
  readonly process: Process;
  readonly parent: Process | null;
  /** Id of the container; null: none, or not known. */
  readonly container: string | null;
  readonly names: NameLookup;
}

export class Teller {
  readonly #choice: Choice;
  readonly #visit: (told: Told) => void;
  readonly #names = new KnownNames();
  readonly #containers = new Containers();
  #header: StoredHeader | null = null;
  #history: History | null = null;
  #since: number | null = null;
  #until: number | null = null;
  #offset = 0n;
  /** Of the last mark or trailer. */
  #counts: Counts = {};

  /** visit: of each event that was chosen. */
  constructor(choice: Choice, visit: (told: Told) => void) {
    this.#choice = choice;
    this.#visit = visit;
  }

  /** Items in their order, with all fields. */
  add(item: Item): void {
    if (item.type === "header") this.#begin(item.header);
    else if (item.type === "record") this.#record(item.record);
    else if (item.type === "mark") this.#counts = item.mark.points;
    else if (item.type === "trailer") this.#counts = item.trailer.points;
  }

  /** Events that were seen and are not in the file, as far as it counts them. */
  get lost(): number {
    const reasons = Object.values(this.#counts).flatMap(({ lost }) => Object.values(lost));
    return reasons.reduce((sum, each) => sum + each, 0);
  }

  #begin(header: StoredHeader): void {
    const { pid, since, until } = this.#choice;
    const { wall, clock } = header.time;
    this.#header = header;
    this.#since = eventTime(since, header.time);
    this.#until = eventTime(until, header.time);
    this.#history = new History(clock, { pid, since: this.#since, until: this.#until });
    this.#offset = BigInt(wall) - BigInt(clock);
  }

  #record(event: Entry): void {
    const history = this.#history;
    const header = this.#header;
    if (history === null || header === null) throw new Error("a recording begins with a header");
    if (event.schema.name === "process") {
      history.snapshot(event);
      this.#containers.snapshot(event);
      return;
    }
    const process = history.event(event);
    const container = this.#containers.of(event, process);
    // What an address is called is of use whoever asked for it.
    if (event.schema.name === this.#names.point) this.#names.learn(event);
    const ts = int(event, "ts") ?? 0;
    const { isPoint } = this.#choice;
    if (!isPoint(event.schema.name) || !this.#isInTime(Number(ts)) || !history.isChosen(process)) {
      return;
    }
    this.#visit({
      header,
      event,
      ts: BigInt(ts),
      offset: this.#offset,
      process,
      parent: history.parentOf(process),
      container,
      names: this.#names.nameOf,
    });
  }

  #isInTime(ts: number): boolean {
    return (
      (this.#since === null || ts >= this.#since) && (this.#until === null || ts <= this.#until)
    );
  }
}
