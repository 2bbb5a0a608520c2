/** From the ring to the recording: drained and encoded in batches, by one call each, in C. */
import { kindAt, kind as kindOf, kinds, textsAt } from "../events.gen.ts";
import { native } from "../native/library.ts";
import { redactTexts } from "./redact.ts";

// A batch stays in the CPU's cache from the drain to the hash and the write.
/** Bytes moved out of the ring in one call. */
const batchSize = 1 << 17;
/** Encoded bytes are written when there are this many. */
const writeSize = 1 << 16;
/** More than any record takes in the ring. */
const largestRecord = 1 << 15;
/** In front of each record in a batch: its length, and 4 bytes of no meaning. */
const headSize = 8;

export interface PumpOptions {
  /** Mask secrets in arguments. */
  readonly redact: boolean;
  /** Is given every record of process.exec. */
  readonly onExec: ((record: DataView) => void) | undefined;
}

export class Pump {
  /** Events written or in the buffer, by kind. */
  readonly recorded: number[] = Array.from({ length: kinds }, () => 0);
  readonly #take: (bytes: Uint8Array) => void;
  readonly #batch = new Uint8Array(batchSize);
  /** Encoded, a record takes less than twice as much. */
  readonly #encoded = new Uint8Array(writeSize + 2 * batchSize);
  /** Of one batch, by kind. */
  readonly #counts = new Uint32Array(kinds);
  readonly #redact: boolean;
  readonly #onExec: PumpOptions["onExec"];
  /** Bytes in #encoded that are not written yet. */
  #length = 0;

  /** take: gets whole encoded events, in a buffer that is used again. */
  constructor(take: (bytes: Uint8Array) => void, { redact, onExec }: PumpOptions) {
    this.#take = take;
    this.#redact = redact;
    this.#onExec = onExec;
  }

  /** A new file: its events are counted from 0. */
  startCounting(): void {
    this.recorded.fill(0);
  }

  /** Empties the ring as it is now. Returns the number of events. */
  drain(): number {
    let events = 0;
    for (;;) {
      const bytes = native().sonde_ring_drain(this.#batch, batchSize);
      if (bytes === 0) return events;
      if (this.#redact || this.#onExec) this.#look(bytes);
      events += this.#encode(bytes);
      if (this.#length >= writeSize) this.flush();
      // A batch that was not full found the end of the ring.
      if (bytes < batchSize - largestRecord) return events;
    }
  }

  /** Hands on what is encoded. */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#encoded.subarray(0, this.#length);
    this.#length = 0;
    this.#take(bytes);
  }

  /** Returns the number of events. */
  #encode(bytes: number): number {
    const to = this.#encoded.subarray(this.#length);
    const length = native().sonde_encode(this.#batch, bytes, to, this.#counts);
    if (length < 0) throw new Error("the ring holds a record that no program makes");
    this.#length += length;
    let events = 0;
    for (const [kind, count] of this.#counts.entries()) {
      this.recorded[kind] = (this.recorded[kind] ?? 0) + count;
      events += count;
    }
    return events;
  }

  /** Shows the records of a batch, one by one, to those who asked. */
  #look(bytes: number): void {
    const batch = new DataView(this.#batch.buffer, 0, bytes);
    for (let at = 0, length = 0; at < bytes; at += (headSize + length + 7) & ~7) {
      length = batch.getUint32(at, true);
      const kind = batch.getUint16(at + headSize + kindAt, true);
      if (textsAt[kind] === undefined) continue;
      const record = new DataView(this.#batch.buffer, at + headSize, length);
      if (this.#redact) for (const offset of textsAt[kind]) redactTexts(record, offset);
      if (kind === kindOf.processExec) this.#onExec?.(record);
    }
  }
}
