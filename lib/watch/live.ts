/** Follows a recording while it is made: processes, findings, losses. Keeps nothing of the events. */
import type { Counts } from "../recording/format.ts";
import type { Item } from "../recording/reader-items.ts";
import { StreamReader } from "../recording/reader-stream.ts";
import type { Finding } from "../report/findings/finding.ts";
import { Findings } from "../report/findings/findings.ts";
import { History } from "../report/history.ts";
import { KnownNames } from "../report/known-names.ts";
import type { Seen } from "./columns.ts";

export interface Listener {
  event(seen: Seen): void;
  /** A finding, when it is first made. offset: wall time = ts + offset, ns. */
  finding(finding: Finding, offset: bigint): void;
  /** Events that never came, since the last time. */
  lost(count: number, point: string, reason: string): void;
  incident(text: string): void;
}

/** An output for a recorder; nothing is kept on disk. */
export class Live {
  readonly path = "-";
  /** Bytes so far. */
  size = 0;
  readonly #listener: Listener;
  readonly #reader = new StreamReader((item) => this.#item(item));
  #history = new History(0);
  #findings = new Findings(this.#history);
  readonly #names = new KnownNames();
  #offset = 0n;
  /** Newest finding comes after the event that shows it. */
  #found: Finding[] = [];
  readonly #lost = new Map<string, number>();

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    this.#reader.push(bytes);
  }

  flush(): void {}
  close(): void {}
  discard(): void {}

  #item(item: Item): void {
    switch (item.type) {
      case "header": {
        const { wall, clock } = item.header.time;
        this.#offset = BigInt(wall) - BigInt(clock);
        this.#history = new History(clock);
        this.#findings = new Findings(this.#history, (finding) => this.#found.push(finding));
        break;
      }
      case "record":
        if (item.record.schema.name === "process") this.#history.snapshot(item.record);
        else this.#event(item.record);
        break;
      case "mark":
        this.#counted(item.mark.points);
        break;
      case "trailer":
        this.#counted(item.trailer.points);
        break;
      case "incident":
        this.#listener.incident(item.incident.text);
        break;
    }
  }

  #event(event: Seen["event"]): void {
    const process = this.#history.event(event);
    if (event.schema.name === this.#names.point) this.#names.learn(event);
    this.#findings.event(event, process);
    this.#listener.event({
      event,
      process,
      history: this.#history,
      names: this.#names.nameOf,
      offset: this.#offset,
    });
    if (this.#found.length === 0) return;
    for (const finding of this.#found) this.#listener.finding(finding, this.#offset);
    this.#found = [];
  }

  #counted(points: Counts): void {
    for (const [point, { lost }] of Object.entries(points)) {
      for (const [reason, count] of Object.entries(lost)) {
        const key = `${point} ${reason}`;
        const more = count - (this.#lost.get(key) ?? 0);
        this.#lost.set(key, count);
        if (more > 0) this.#listener.lost(more, point, reason);
      }
    }
  }
}
