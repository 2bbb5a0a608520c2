/**
 * Recordings in zstd frames (RFC 8878), each of which can be read alone: the last one may be torn,
 * the others are not touched by that. Frames say how much they hold, so that nothing is unpacked
 * that is larger than what sonde writes.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Sink } from "./writer.ts";

/** Bytes in a frame, before compression. */
const frameBytes = 1 << 20;
/** The most that is unpacked: a mark may end a frame late, by less than what is written at once. */
const mostBytes = 16 << 20;
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const magic = 0xfd2fb528;

export class ZstdSink implements Sink {
  readonly #sink: Sink;
  readonly #hash = new Bun.CryptoHasher("sha256");
  #pending: Uint8Array[] = [];
  #size = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(bytes: Uint8Array): void {
    this.#pending.push(bytes.slice());
    this.#size += bytes.length;
    if (this.#size >= frameBytes) this.flush();
  }

  /** Ends the frame. */
  flush(): void {
    if (this.#size > 0) {
      const frame = zstdCompressSync(Buffer.concat(this.#pending), fast);
      this.#hash.update(frame);
      this.#sink.write(frame);
    }
    this.#pending = [];
    this.#size = 0;
    this.#sink.flush();
  }

  /** SHA-256 of all frames so far. */
  digest(): Uint8Array {
    return this.#hash.copy().digest();
  }
}

/** Does a file that begins with these bytes hold frames? */
export function isZstd(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32LE() === magic;
}

/** A frame: what it holds, and how many bytes it takes. */
export interface Frame {
  readonly content: Buffer;
  readonly bytes: number;
}

/** The frame that the bytes begin with; "cut" when it is not all there, "bad" when it is none. */
export function readFrame(bytes: Buffer): Frame | "cut" | "bad" {
  const size = frameSize(bytes);
  if (typeof size === "string") return size;
  try {
    const content = zstdDecompressSync(bytes.subarray(0, size), { maxOutputLength: mostBytes });
    return { content, bytes: size };
  } catch {
    return "bad";
  }
}

/** By the headers of its blocks, RFC 8878, 3.1.1. */
function frameSize(bytes: Buffer): number | "cut" | "bad" {
  if (bytes.length < 5) return "cut";
  if (!isZstd(bytes)) return "bad";
  const descriptor = bytes[4] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const contentFlag = descriptor >> 6;
  const contentBytes = contentFlag === 0 ? (single ? 1 : 0) : 1 << contentFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let at = 5 + (single ? 0 : 1) + dictionaryBytes;
  if (at + contentBytes > bytes.length) return "cut";
  const most = contentBytes === 0 ? Number.POSITIVE_INFINITY : contentSize(bytes, at, contentBytes);
  if (most > mostBytes) return "bad";
  at += contentBytes;
  for (let last = false; !last; ) {
    if (at + 3 > bytes.length) return "cut";
    const block = bytes.readUIntLE(at, 3);
    last = (block & 1) === 1;
    const type = (block >> 1) & 3;
    if (type === 3) return "bad";
    at += 3 + (type === 1 ? 1 : block >> 3);
    if (at > frameLimit) return "bad";
  }
  at += (descriptor & 4) === 0 ? 0 : 4;
  return at > bytes.length ? "cut" : at;
}

/** Compressed, a frame takes hardly more than what it holds. */
const frameLimit = mostBytes + (1 << 16);

function contentSize(bytes: Buffer, at: number, count: number): number {
  if (count === 8) return Number(bytes.readBigUInt64LE(at));
  const value = bytes.readUIntLE(at, count);
  return count === 2 ? value + 256 : value;
}
