/**
 * Writes the items of a recording in order, keeping the running hash that marks and trailer carry.
 * Where the bytes go is the caller's business.
 */
import { Encoder as Cbor } from "cbor-x/encode";
import type { Header, Incident, Mark, Trailer } from "./format.ts";

/** Takes whole items; throws when they could not be written. */
export interface Sink {
  write(bytes: Uint8Array): void;
  /** What was written so far shall be readable, whatever happens next. */
  flush(): void;
}

/** Plain maps and arrays: none of cbor-x's own extensions, so that any CBOR reader understands. */
const cbor = new Cbor({ useRecords: false, tagUint8Array: false, variableMapSize: true });

/** Self-described CBOR (RFC 8949, 3.4.6): tag 55799. */
const selfDescribed = Uint8Array.of(0xd9, 0xd9, 0xf7);

export class RecordingWriter {
  readonly #sink: Sink;
  readonly #hash = new Bun.CryptoHasher("sha256");

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  header(header: Header): void {
    this.#write(selfDescribed);
    this.#write(encodeItem(header));
  }

  /** What the kernel was found to allow; the report's own format. */
  probe(report: unknown): void {
    this.#write(encodeItem({ type: "probe", report }));
  }

  /** Already encoded processes and events, whole ones. */
  records(bytes: Uint8Array): void {
    this.#write(bytes);
  }

  mark(mark: Omit<Mark, "type" | "hash">): void {
    this.#write(encodeItem({ type: "mark", ...mark, hash: this.#digest() }));
    this.#sink.flush();
  }

  incident(incident: Omit<Incident, "type">): void {
    this.#write(encodeItem({ type: "incident", ...incident }));
  }

  /** Returns the hash of all that was written, trailer included. */
  trailer(trailer: Omit<Trailer, "type" | "hash">): Uint8Array {
    this.#write(encodeItem({ type: "trailer", ...trailer, hash: this.#digest() }));
    this.#sink.flush();
    return this.#digest();
  }

  /** Of all bytes written so far. */
  #digest(): Uint8Array {
    return this.#hash.copy().digest();
  }

  #write(bytes: Uint8Array): void {
    this.#sink.write(bytes);
    this.#hash.update(bytes);
  }
}

/** One item. Whole numbers beyond 32 bits stay integers, where cbor-x would write floats. */
export function encodeItem(item: unknown): Uint8Array {
  return cbor.encode(wideIntegers(item));
}

function wideIntegers(value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && (value > 0xffffffff || value < -0x80000000)
      ? BigInt(value)
      : value;
  }
  if (Array.isArray(value)) return value.map(wideIntegers);
  if (value instanceof Uint8Array || value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, wideIntegers(v)]));
}
