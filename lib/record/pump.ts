/** From the ring to the recording: drained in batches, encoded in place, written in large pieces. */
import { ptr } from "bun:ffi";
import { encoders, textsAt } from "../events.gen.ts";
import { native } from "../native/library.ts";
import type { RecordingWriter } from "../recording/writer.ts";
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

export class Pump {
  /** Events written or in the buffer, by kind. */
  readonly recorded: number[] = Array.from({ length: encoders.length }, () => 0);
  readonly #writer: RecordingWriter;
  readonly #batch = new Uint8Array(batchSize);
  readonly #source = new DataView(this.#batch.buffer);
  readonly #encoded = new Uint8Array(writeSize + largestRecord);
  readonly #out = new DataView(this.#encoded.buffer);
  readonly #redacted: typeof textsAt;
  /** Bytes in #encoded that are not written yet. */
  #length = 0;

  /** redact: secrets in arguments are masked. */
  constructor(writer: RecordingWriter, redact: boolean) {
    this.#writer = writer;
    this.#redacted = redact ? textsAt : {};
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

  /** Hands what is encoded to the writer. */
  flush(): void {
    if (this.#length === 0) return;
    this.#writer.records(this.#encoded.subarray(0, this.#length));
    this.#length = 0;
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
