/** The bytes of a file or pipe, through a window that moves over them, and their running hash. */
import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, openSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import { type Input, openInput } from "./reader-input.ts";

const chunkBytes = 1024 * 1024;
/** Below this, what was read is decoded again for every few bytes that a slow pipe adds. */
const patientFrom = 4096;

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function unreadable(path: string, error: unknown): SondeError {
  const code = errorCode(error);
  const hints: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "run as a user who may read it: recordings are readable by their owner only",
    EISDIR: "name the recording, not the directory it is in",
  };
  return new SondeError(exitCode.badInput, `can't read ${path}: ${code}`, hints[code], error);
}

export class Source {
  /** The window is bytes[0..end). */
  bytes: Buffer;
  end = 0;
  /** Offset in the file of bytes[0]. */
  base = 0;

  readonly #path: string;
  readonly #fd: number;
  readonly #hash: Hash | null;
  readonly #input: Input;
  #hashed = 0;

  /** path: "-" is standard input. hash: whether digest() will be asked for. fd: it is open there. */
  constructor(path: string, hash: boolean, fd?: number) {
    this.#path = path;
    this.#hash = hash ? createHash("sha256") : null;
    try {
      this.#fd = fd ?? (path === "-" ? 0 : openSync(path, "r"));
      const stat = fstatSync(this.#fd);
      if (stat.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
      const size = stat.isFile() ? stat.size + 1 : chunkBytes;
      this.bytes = Buffer.allocUnsafe(Math.min(size, chunkBytes));
      this.#input = openInput(this.#fd, hash);
    } catch (error) {
      throw unreadable(path, error);
    }
  }

  /**
   * Moves the window so that it begins at index `from` of the present one, and adds to its end.
   * False: there was nothing more.
   */
  more(from: number): boolean {
    this.#hashTo(from);
    const rest = this.end - from;
    const old = this.bytes;
    if (rest > old.length / 2) this.bytes = Buffer.allocUnsafe(old.length * 2);
    old.copy(this.bytes, 0, from, this.end);
    this.base += from;
    this.#hashed -= from;
    this.end = rest;
    const enough = rest < patientFrom ? rest + 1 : rest * 2;
    while (this.end < enough && this.end < this.bytes.length) {
      const count = this.#read();
      if (count === 0) break;
      this.end += count;
    }
    return this.end > rest;
  }

  /** SHA-256 of the file up to index `to` of the window; null when no hash was asked for. */
  digest(to: number): Uint8Array | null {
    this.#hashTo(to);
    return this.#hash?.copy().digest() ?? null;
  }

  /** Of the file itself, at its end. */
  fileDigest(): Uint8Array | null {
    return this.#input.digest() ?? this.digest(this.end);
  }

  /** Why nothing more can be read, when that is not because the file ends. */
  get fault(): string | null {
    return this.#input.fault;
  }

  close(): void {
    if (this.#fd > 2) closeSync(this.#fd);
  }

  #hashTo(to: number): void {
    if (to > this.#hashed) this.#hash?.update(this.bytes.subarray(this.#hashed, to));
    this.#hashed = Math.max(this.#hashed, to);
  }

  #read(): number {
    try {
      return this.#input.read(this.bytes, this.end, this.bytes.length - this.end);
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }
}
