/** The file, or the files one after the other, that a recording goes to. */
import { accessSync, constants, unlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { exitCode, SondeError } from "../error.ts";
import type { Sink } from "../recording/writer.ts";
import { OutputFile } from "./output.ts";

/** What a recording can be written to. */
export interface Output extends Sink {
  readonly path: string;
  /** Bytes written so far. */
  readonly size: number;
  close(): void;
  /** Closes what did not become a recording, and removes what was made for it. */
  discard(): void;
}

export interface VolumeOptions {
  /** A file that has this many bytes is followed by another one. */
  readonly maxBytes: number;
  /** So many of the newest are kept; null: all. */
  readonly keep: number | null;
  readonly force: boolean;
}

export class Volumes implements Sink {
  readonly #path: string;
  readonly #options: VolumeOptions | null;
  readonly #older: string[] = [];
  #number = 1;
  #current: Output;
  #closedBytes = 0;

  private constructor(path: string, current: Output, options: VolumeOptions | null) {
    this.#path = path;
    this.#current = current;
    this.#options = options;
  }

  /** All of it goes there. */
  static single(output: Output): Volumes {
    return new Volumes(output.path, output, null);
  }

  /** @throws SondeError */
  static numbered(path: string, options: VolumeOptions): Volumes {
    const first = OutputFile.create(volumeName(path, 1), options.force);
    return new Volumes(path, first, options);
  }

  /** Of the present file. */
  get path(): string {
    return this.#current.path;
  }

  /** Bytes in all files so far, those that were removed included. */
  get size(): number {
    return this.#closedBytes + this.#current.size;
  }

  /** There may be several files. */
  get isNumbered(): boolean {
    return this.#options !== null;
  }

  /** @throws SondeError when the next file could not be made: by root without its privileges */
  mustContinue(): void {
    if (this.#options === null) return;
    const folder = dirname(this.#path);
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new SondeError(
        exitCode.badOutput,
        `without privileges no further file can be made in ${folder}`,
        "Record into a directory that belongs to root, or leave out --max-size.",
        error,
      );
    }
  }

  isFull(): boolean {
    return this.#options !== null && this.#current.size >= this.#options.maxBytes;
  }

  /** @throws SondeError when nothing can be removed to make room either */
  write(bytes: Uint8Array): void {
    for (let rest = bytes; ; ) {
      const before = this.#current.size;
      try {
        this.#current.write(rest);
        return;
      } catch (error) {
        if (!isFullDisk(error) || !this.#removeOldest()) throw error;
      }
      rest = rest.subarray(this.#current.size - before);
    }
  }

  flush(): void {
    this.#current.flush();
  }

  /** Ends the present file and begins the next one. Returns the name of the ended one. */
  next(): string {
    if (this.#options === null) throw new Error("a single file has none after it");
    const { keep, force } = this.#options;
    this.#closedBytes += this.#current.size;
    this.#current.close();
    const ended = this.#current.path;
    this.#older.push(ended);
    // Before the next one is made, so that there is room for it.
    while (keep !== null && this.#older.length >= keep && this.#removeOldest());
    this.#number++;
    this.#current = OutputFile.create(volumeName(this.#path, this.#number), force);
    return basename(ended);
  }

  close(): void {
    this.#current.close();
  }

  discard(): void {
    this.#current.discard();
  }

  /** False: there is none but the present file. */
  #removeOldest(): boolean {
    if (this.#options?.keep === null) return false; // all were asked for
    const oldest = this.#older.shift();
    if (oldest === undefined) return false;
    unlinkSync(oldest);
    return true;
  }
}

/** "a.sonde.cbor" -> "a.0001.sonde.cbor": names that sort by number. */
export function volumeName(path: string, number: number): string {
  const [, stem = path, suffix = ""] = /^(.*?)((?:\.sonde)?\.cbor(?:\.zst)?)?$/s.exec(path) ?? [];
  return `${stem}.${String(number).padStart(4, "0")}${suffix}`;
}

function isFullDisk(error: unknown): boolean {
  const cause = error instanceof SondeError ? error.cause : undefined;
  return (
    cause instanceof Error &&
    "code" in cause &&
    (cause.code === "ENOSPC" || cause.code === "EDQUOT")
  );
}
