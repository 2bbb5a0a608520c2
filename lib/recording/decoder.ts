/**
 * The CBOR (RFC 8949) that recordings are made of, and nothing else: definite lengths, text keys,
 * no half or single floats, no undefined, no tags but the one that opens a file. The input may be
 * hostile: nothing is allocated because of a claimed length, and depth, size and number of values
 * of one item are bounded.
 */

import { CborError, type Data, limits } from "./decoder-item.ts";
import { ScalarDecoder, type Wanted, word } from "./decoder-scalars.ts";
import { TextDecoding } from "./decoder-text.ts";

const shortBytes = 64;

export class Decoder {
  /** Index into the bytes of the next data item. */
  position = 0;
  /** The present item holds a float. */
  float = false;

  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #end = 0;
  #base = 0;
  #itemStart = 0;
  #values = 0;
  readonly #texts = new TextDecoding();
  readonly #scalars = new ScalarDecoder(this.#texts);

  /** Decodes bytes[position..end) from now on; bytes[0] is at offset `base` of the file. */
  setSource(bytes: Buffer, position: number, end: number, base: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.position = position;
    this.#end = end;
    this.#base = base;
    this.beginItem();
  }

  /** A top-level item starts here: the limits count from now. */
  beginItem(): void {
    this.#itemStart = this.position;
    this.#values = 0;
    this.float = false;
  }

  /** The byte that comes next, -1 at the end. */
  peek(): number {
    return this.position < this.#end ? (this.#bytes[this.position] ?? -1) : -1;
  }

  /** One data item of any type. */
  value(): Data {
    return this.#value(0);
  }

  /**
   * Small data items, one for each place of `into` from `first` on. Returns the place of the first
   * one that is not small, not wanted or not surely whole in the source: value() decodes it, or
   * says what is wrong with it.
   */
  scalars(into: (Data | null)[], first: number, wanted: Wanted): number {
    const scalars = this.#scalars;
    const bytes = this.#bytes;
    const { position } = this;
    const done = scalars.decode(bytes, this.#view, position, this.#end, into, first, wanted);
    this.position = scalars.position;
    return done;
  }

  /** Reads the head of an array and leaves its elements to the caller. */
  arrayLength(): number {
    const at = this.position;
    const head = this.#next();
    if (head >>> 5 !== 4) this.fail("an array was expected", at);
    if (head < 0x98) {
      this.#values += head & 31;
      return head & 31;
    }
    return this.#count(head, at);
  }

  /** Reads the head of a tag and leaves its content to the caller. */
  tag(): number | bigint {
    const at = this.position;
    const head = this.#next();
    if (head >>> 5 !== 6) this.fail("a tag was expected", at);
    return this.#argument(head, at);
  }

  /** at: index into the bytes. */
  fail(message: string, at: number): never {
    throw new CborError(message, this.#base + at);
  }

  #value(depth: number): Data {
    const at = this.position;
    const head = this.#next();
    if (head < 24) return head;
    if (head === 0x1a && this.#end - this.position >= 4) {
      this.position += 4;
      return word(this.#bytes, at + 1);
    }
    switch (head >>> 5) {
      case 0:
        return this.#argument(head, at);
      case 1:
        return this.#negative(head, at);
      case 2:
        return this.#byteString(head, at);
      case 3:
        return this.#text(head, at);
      case 4:
        return this.#array(head, at, depth + 1);
      case 5:
        return this.#map(head, at, depth + 1);
      case 6:
        return this.fail("a tag that the format does not have", at);
      default:
        return this.#simple(head, at);
    }
  }

  #next(): number {
    if (this.position >= this.#end) this.#need(1);
    return this.#bytes[this.position++] ?? 0;
  }

  /** Throws unless `count` more bytes are there. */
  #need(count: number): void {
    const { position } = this;
    if (position + count <= this.#end) return;
    if (position + count - this.#itemStart > limits.itemBytes) {
      this.fail("an item is larger than any that sonde writes", position);
    }
    throw new CborError("the data ends in the middle of an item", this.#base + position, true);
  }

  /** The number in the low bits of a head, or in the bytes after it. */
  #argument(head: number, at: number): number | bigint {
    const info = head & 31;
    if (info < 24) return info;
    const { position } = this;
    const bytes = this.#bytes;
    if (info === 24) {
      this.#need(1);
      this.position = position + 1;
      return bytes[position] ?? 0;
    }
    if (info === 25) {
      this.#need(2);
      this.position = position + 2;
      return ((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0);
    }
    if (info === 26) {
      this.#need(4);
      this.position = position + 4;
      return word(bytes, position);
    }
    if (info === 27) {
      this.#need(8);
      this.position = position + 8;
      const high = word(bytes, position);
      if (high < 0x200000) return high * 0x1_0000_0000 + word(bytes, position + 4);
      return (BigInt(high) << 32n) | BigInt(word(bytes, position + 4));
    }
    return this.fail(info === 31 ? "an indefinite length" : "a reserved length", at);
  }

  #negative(head: number, at: number): number | bigint {
    const argument = this.#argument(head, at);
    if (typeof argument === "bigint") return -1n - argument;
    return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : -1n - BigInt(argument);
  }

  /** The length of a string. */
  #length(head: number, at: number): number {
    const length = this.#argument(head, at);
    if (typeof length === "bigint" || length > limits.itemBytes) {
      return this.fail("a string longer than any that sonde writes", at);
    }
    return length;
  }

  /** The number of elements, which count against the limit before any is decoded. */
  #count(head: number, at: number): number {
    const count = this.#argument(head, at);
    if (typeof count === "bigint" || count + this.#values > limits.itemValues) {
      return this.fail("more values in one item than sonde writes", at);
    }
    this.#values += count;
    return count;
  }

  #byteString(head: number, at: number): Uint8Array {
    const length = this.#length(head, at);
    this.#need(length);
    const start = this.position;
    this.position = start + length;
    const bytes = this.#bytes;
    const copy = new Uint8Array(length);
    // Addresses and messages are short: a view of the source costs more than they do.
    if (length > shortBytes) copy.set(bytes.subarray(start, start + length));
    else for (let i = 0; i < length; i++) copy[i] = bytes[start + i] ?? 0;
    return copy;
  }

  #text(head: number, at: number): string {
    const length = (head & 31) < 24 ? head & 31 : this.#length(head, at);
    this.#need(length);
    const start = this.position;
    const end = start + length;
    this.position = end;
    const text = this.#texts.decode(this.#bytes, this.#view, start, end);
    return text === null ? this.fail("text that is not UTF-8", start) : text;
  }

  #array(head: number, at: number, depth: number): Data[] {
    if (depth > limits.depth) this.fail("nested too deep", at);
    const count = this.#count(head, at);
    const values: Data[] = [];
    for (let i = 0; i < count; i++) values.push(this.#value(depth));
    return values;
  }

  #map(head: number, at: number, depth: number): Map<string, Data> {
    if (depth > limits.depth) this.fail("nested too deep", at);
    const count = this.#count(head, at);
    const map = new Map<string, Data>();
    for (let i = 0; i < count; i++) {
      const keyAt = this.position;
      const key = this.#value(depth);
      if (typeof key !== "string") return this.fail("a key that is not text", keyAt);
      if (map.has(key)) this.fail("the same key twice", keyAt);
      map.set(key, this.#value(depth));
    }
    return map;
  }

  #simple(head: number, at: number): Data {
    if (head === 0xf4) return false;
    if (head === 0xf5) return true;
    if (head === 0xf6) return null;
    if (head !== 0xfb)
      return this.fail("a simple value or float that the format does not have", at);
    this.#need(8);
    const { position } = this;
    this.position = position + 8;
    this.float = true;
    return this.#bytes.readDoubleBE(position);
  }
}
