/** The bytes of a file or pipe as they were before they were compressed, if they were. */
import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { isZstd, readFrame } from "./zstd.ts";

const chunkBytes = 1 << 20;

export interface Input {
  /** Puts up to `length` bytes to `at`; 0: there are no more. */
  read(to: Buffer, at: number, length: number): number;
  /** Why there are no more, when that is not because they end. */
  readonly fault: string | null;
  /** SHA-256 of the file itself, once all of it is read; null where it is that of the bytes given. */
  digest(): Uint8Array | null;
}

/** Frames or not is seen by what comes first. hash: whether digest() will be asked for. */
export function openInput(fd: number, hash: boolean): Input {
  const first = Buffer.allocUnsafe(4);
  let got = 0;
  for (let n = 1; got < first.length && n > 0; got += n) {
    n = readSome(fd, first, got, first.length - got);
  }
  const begin = first.subarray(0, got);
  return isZstd(begin) ? new Frames(fd, begin, hash) : new Plain(fd, begin);
}

class Plain implements Input {
  readonly fault = null;
  readonly #fd: number;
  #begin: Buffer;

  constructor(fd: number, begin: Buffer) {
    this.#fd = fd;
    this.#begin = begin;
  }

  read(to: Buffer, at: number, length: number): number {
    if (this.#begin.length === 0) return readSome(this.#fd, to, at, length);
    const n = this.#begin.copy(to, at, 0, length);
    this.#begin = this.#begin.subarray(n);
    return n;
  }

  digest(): null {
    return null;
  }
}

class Frames implements Input {
  fault: string | null = null;
  readonly #fd: number;
  readonly #hash;
  /** Read and not yet unpacked, and the other way round. */
  #packed: Buffer;
  #unpacked: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(fd: number, begin: Buffer, hash: boolean) {
    this.#fd = fd;
    this.#packed = begin;
    this.#hash = hash ? createHash("sha256").update(begin) : null;
  }

  read(to: Buffer, at: number, length: number): number {
    while (this.#unpacked.length === 0) if (!this.#next()) return 0;
    const n = this.#unpacked.copy(to, at, 0, length);
    this.#unpacked = this.#unpacked.subarray(n);
    return n;
  }

  digest(): Uint8Array | null {
    return this.#hash?.copy().digest() ?? null;
  }

  /** Unpacks a frame. False: there is none that is whole. */
  #next(): boolean {
    for (;;) {
      const frame = this.fault === null ? readFrame(this.#packed) : "bad";
      if (frame === "bad") {
        this.fault = "a frame that cannot be unpacked";
        return false;
      }
      if (frame !== "cut") {
        this.#packed = this.#packed.subarray(frame.bytes);
        this.#unpacked = frame.content;
        return true;
      }
      if (this.#ended) return false;
      this.#more();
    }
  }

  #more(): void {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const n = readSome(this.#fd, chunk, 0, chunk.length);
    if (n === 0) this.#ended = true;
    const read = chunk.subarray(0, n);
    this.#hash?.update(read);
    this.#packed = Buffer.concat([this.#packed, read]);
  }
}

function readSome(fd: number, to: Buffer, at: number, length: number): number {
  for (;;) {
    try {
      return readSync(fd, to, at, length, null);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EAGAIN") throw error;
      Bun.sleepSync(5); // standard input that someone made non-blocking
    }
  }
}
