/** Reads a recording of any size in bounded memory, as far as it can be read. */
import { exitCode, SondeError } from "../error.ts";
import { CborError } from "./decoder-item.ts";
import { type Item, ItemReader, type Wants } from "./reader-items.ts";
import { Source } from "./reader-source.ts";
import type { Entry } from "./values.ts";

export type { StoredHeader } from "./reader-header.ts";
export type { Item, Wants } from "./reader-items.ts";

/** How the reading ended. */
export interface Ending {
  /** cut: ends without a trailer, everything before is good. damaged: what follows is not. */
  readonly state: "complete" | "cut" | "damaged";
  /** Bytes up to the end of the last whole item. */
  readonly at: number;
  /** Bytes behind that; null when they were not counted (damaged). */
  readonly rest: number | null;
  /** Items given, of all types. */
  readonly items: number;
  /** What is wrong, where something is. */
  readonly reason: string | null;
}

/** An item and where it lies. */
export interface Located {
  readonly item: Item;
  /** Offset of its first byte. */
  readonly at: number;
  /** SHA-256 of the file before it: for marks and trailer, when hashes are asked for. */
  readonly digest: Uint8Array | null;
}

export interface LocatedEnding extends Ending {
  /** SHA-256 of the file, as far as it was read, when hashes are asked for. */
  readonly digest: Uint8Array | null;
}

export interface HowToRead {
  /** Fields that are not among these are checked and left out. */
  readonly wants?: Wants | undefined;
  /** Where it is open already; closed at the end. */
  readonly fd?: number | undefined;
}

const everything: Wants = () => null;
const none: ReadonlySet<string> = new Set();
const nothing: Wants = () => none;

/**
 * The items of the recording at `path` ("-": standard input), in order; the ending is the
 * generator's return value. @throws SondeError when it can't be opened or is no recording at all
 */
export function* readItems(path: string, how: HowToRead = {}): Generator<Item, Ending> {
  const reading = new Reading(path, false, how);
  try {
    for (let item = reading.next(); item !== null; item = reading.next()) yield item;
    return reading.ending();
  } finally {
    reading.close();
  }
}

/**
 * The same for those to whom time counts: without a generator, and a record is the visitor's only
 * until it returns. `whole` gives the present record with all its fields, so that what is seldom
 * looked at need not be among `wants`.
 */
export function eachItem(
  path: string,
  how: HowToRead,
  visit: (item: Item, whole: () => Entry) => void,
): Ending {
  const reading = new Reading(path, false, how, true);
  const whole = (): Entry => reading.whole();
  try {
    for (let item = reading.next(); item !== null; item = reading.next()) visit(item, whole);
    return reading.ending();
  } finally {
    reading.close();
  }
}

/**
 * The same with offsets and hashes, for those who check the file. All values are checked, those of
 * records are not given.
 */
export function eachLocated(path: string, visit: (located: Located) => void): LocatedEnding {
  const reading = new Reading(path, true, { wants: nothing }, true);
  try {
    for (let item = reading.next(); item !== null; item = reading.next()) {
      const chained = item.type === "mark" || item.type === "trailer";
      visit({ item, at: reading.itemAt(), digest: chained ? reading.digest() : null });
    }
    return reading.ending();
  } finally {
    reading.close();
  }
}

class Reading {
  readonly #path: string;
  readonly #source: Source;
  readonly #items: ItemReader;
  /** Index into the window of the item that is being read, or was read last. */
  #start = 0;
  #count = 0;
  #trailer = false;
  #failure: CborError | null = null;

  constructor(path: string, hash: boolean, { fd, wants = everything }: HowToRead, reuses = false) {
    this.#path = path;
    this.#items = new ItemReader(wants, reuses);
    this.#source = new Source(path, hash, fd);
  }

  /** Null at the end, whichever it is. */
  next(): Item | null {
    const { decoder } = this.#items;
    this.#start = decoder.position;
    for (;;) {
      try {
        const item = this.#items.next();
        this.#count++;
        this.#trailer = item.type === "trailer";
        return item;
      } catch (error) {
        if (!(error instanceof CborError)) throw error;
        if (!error.incomplete || !this.#more()) return this.#stop(error);
      }
    }
  }

  /** The record that was read last, with all its fields. */
  whole(): Entry {
    return this.#items.whole(this.#start);
  }

  itemAt(): number {
    return this.#source.base + this.#start;
  }

  digest(): Uint8Array | null {
    return this.#source.digest(this.#start);
  }

  ending(): LocatedEnding {
    const at = this.itemAt();
    const rest = this.#source.base + this.#source.end - at;
    const common = { at, items: this.#count, digest: this.#source.fileDigest() };
    const failure = this.#failure;
    if (failure === null) return { state: "complete", ...common, rest: 0, reason: null };
    if (failure.incomplete) return { state: "cut", ...common, rest, reason: "no trailer" };
    const reason = `${failure.message} (byte ${failure.offset})`;
    return { state: "damaged", ...common, rest: null, reason };
  }

  close(): void {
    this.#source.close();
  }

  #more(): boolean {
    const source = this.#source;
    const more = source.more(this.#start);
    this.#start = 0;
    this.#items.decoder.setSource(source.bytes, 0, source.end, source.base);
    return more;
  }

  #stop(error: CborError): null {
    if (this.#count === 0) throw notARecording(this.#path, error, this.#source.end);
    const { fault, base, end } = this.#source;
    if (fault !== null && error.incomplete) {
      this.#failure = new CborError(fault, base + end);
      return null;
    }
    const atEnd = error.incomplete && this.#source.end === this.#start;
    if (!(atEnd && this.#trailer)) this.#failure = error;
    return null;
  }
}

function notARecording(path: string, error: CborError, size: number): SondeError {
  const name = path === "-" ? "standard input" : path;
  if (size === 0) {
    return new SondeError(
      exitCode.badInput,
      `${name} is empty`,
      "Nothing was ever recorded in it.",
    );
  }
  if (error.incomplete) {
    return new SondeError(
      exitCode.badInput,
      `${name} ends inside its header (byte ${size}): nothing in it can be read`,
      "The recorder was stopped before its first event; record again.",
      error,
    );
  }
  return new SondeError(
    exitCode.badInput,
    `${name} is not a recording that this sonde can read: ${error.message}`,
    "`sonde record -o FILE` makes recordings; they end in .sonde.cbor.",
    error,
  );
}
