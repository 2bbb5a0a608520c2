/** From the ring to the recording: drained in batches, encoded in place, written in large pieces. */
import { ptr } from "bun:ffi";
import { encoders, kind as kinds, textsAt } from "../events.gen.ts";
import { native } from "../native/library.ts";
import { redactTexts } from "./redact.ts";

// Both stay in the CPU's cache from the drain to the hash and the write: that was worth 2 to 7 %
// of the recorder's time against pieces of 1 MiB, and the calls are still a nanosecond an event.
/** Bytes moved out of the ring in one call. */
const batchSize = 1 << 18;
/** Encoded bytes are written when there are this many. */
const writeSize = 1 << 16;
/** More than any record takes, encoded. */
const largestRecord = 1 << 17;

/** Offset of `kind` in struct event. */
const kindAt = 36;

const execKind = kinds.processExec;

export interface PumpOptions {
  /** Mask secrets in arguments. */
  readonly redact: boolean;
  /** Is given every record of process.exec. */
  readonly onExec: ((record: DataView) => void) | undefined;
}

export class Pump {
  /** Events written or in the buffer, by kind. */
  readonly recorded: number[] = Array.from({ length: encoders.length }, () => 0);
  readonly #take: (bytes: Uint8Array) => void;
  readonly #batch = new Uint8Array(batchSize);
  readonly #source = new DataView(this.#batch.buffer);
  readonly #encoded = new Uint8Array(writeSize + largestRecord);
  readonly #out = new DataView(this.#encoded.buffer);
  readonly #redacted: typeof textsAt;
  readonly #onExec: PumpOptions["onExec"];
  /** Bytes in #encoded that are not written yet. */
  #length = 0;

  /** take: gets whole encoded events, in a buffer that is used again. */
  constructor(take: (bytes: Uint8Array) => void, { redact, onExec }: PumpOptions) {
    this.#take = take;
    this.#redacted = redact ? textsAt : {};
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
      const bytes = native().sonde_ring_drain(ptr(this.#batch), batchSize);
      if (bytes === 0) return events;
      events += this.#encode(bytes);
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

  #encode(bytes: number): number {
    const source = this.#source;
    const { recorded } = this;
    let events = 0;
    for (let at = 0; at < bytes; events++) {
      const length = source.getUint32(at, true);
      const kind = source.getUint16(at + 8 + kindAt, true);
      const encode = encoders[kind];
      if (!encode) throw new Error(`the ring holds a record of unknown kind ${kind}`);
      if (this.#redacted[kind]) this.#redact(kind, at + 8, length);
      if (kind === execKind) this.#onExec?.(new DataView(this.#batch.buffer, at + 8, length));
      this.#length = encode(this.#out, this.#length, source, at + 8);
      recorded[kind] = (recorded[kind] ?? 0) + 1;
      if (this.#length >= writeSize) this.flush();
      at += (length + 15) & ~7;
    }
    return events;
  }

  #redact(kind: number, at: number, length: number): void {
    const record = new DataView(this.#batch.buffer, at, length);
    for (const offset of this.#redacted[kind] ?? []) redactTexts(record, offset);
  }
}
