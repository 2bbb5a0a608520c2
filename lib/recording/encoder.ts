/**
 * From the bytes of a ring record to CBOR, without an object in between. lib/events.gen.ts holds
 * one straight-line function per event, made of the calls here; offsets count from the start of
 * the source buffer. Little-endian sources only, which is all that sonde runs on.
 */

/** CBOR major types, in place (RFC 8949, 3.1). */
const major = { unsigned: 0x00, negative: 0x20, bytes: 0x40, text: 0x60, array: 0x80 } as const;
const cborNull = 0xf6;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Any byte sequence: is it well-formed UTF-8? */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export class Encoder {
  /** Encoded bytes are `out[0..length)`. */
  readonly out: Uint8Array;
  length = 0;

  #source: Uint8Array = new Uint8Array(0);
  #words: Uint32Array = new Uint32Array(0);

  /** capacity: in bytes; the caller empties the buffer before a record could run over its end. */
  constructor(capacity: number) {
    this.out = new Uint8Array(capacity);
  }

  /** The buffer that offsets point into; 4-byte aligned, its length a multiple of 4. */
  setSource(bytes: Uint8Array): void {
    this.#source = bytes;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  }

  array(length: number): void {
    this.#head(major.array, length);
  }

  u8(at: number): void {
    this.#head(major.unsigned, this.#source[at] ?? 0);
  }

  u16(at: number): void {
    this.#head(major.unsigned, this.#u16(at));
  }

  u32(at: number): void {
    this.#head(major.unsigned, this.#word(at));
  }

  s32(at: number): void {
    const value = this.#word(at) | 0;
    if (value >= 0) this.#head(major.unsigned, value);
    else this.#head(major.negative, -1 - value);
  }

  u64(at: number): void {
    this.#head64(major.unsigned, this.#word(at), this.#word(at + 4));
  }

  s64(at: number): void {
    const high = this.#word(at + 4) | 0;
    if (high >= 0) this.#head64(major.unsigned, this.#word(at), high);
    else this.#head64(major.negative, ~this.#word(at) >>> 0, ~high >>> 0);
  }

  /** u64 with 0 for "not known". */
  u64OrNull(at: number): void {
    if (this.#word(at) === 0 && this.#word(at + 4) === 0) this.#null();
    else this.u64(at);
  }

  /** s64 that means something only when the flag bit is set in the flags word. */
  s64IfFlag(at: number, flagsAt: number, flag: number): void {
    if (this.#word(flagsAt) & flag) this.s64(at);
    else this.#null();
  }

  /** A fixed char array, up to its first NUL. */
  chars(at: number, size: number): void {
    let length = 0;
    while (length < size && this.#source[at + length] !== 0) length++;
    this.#string(at, length);
  }

  /** struct text at `at`, of the record that starts at `record`. */
  text(record: number, at: number): void {
    const offset = this.#u16(at);
    if (offset === 0) this.#null();
    else this.#string(record + offset, this.#u16(at + 2));
  }

  /** struct texts: strings, each ended by NUL (the last one perhaps not). */
  texts(record: number, at: number): void {
    const offset = this.#u16(at);
    if (offset === 0) {
      this.#null();
      return;
    }
    const start = record + offset;
    const end = start + this.#u16(at + 2);
    let count = 0;
    for (let i = start; i < end; i++) if (this.#source[i] === 0 || i === end - 1) count++;
    this.#head(major.array, count);
    for (let i = start; i < end; ) {
      let stop = i;
      while (stop < end && this.#source[stop] !== 0) stop++;
      this.#string(i, stop - i);
      i = stop + 1;
    }
  }

  /** struct address: [family, ip, port], or null. */
  address(at: number): void {
    const family = this.#u16(at);
    if (family === 0) {
      this.#null();
      return;
    }
    const size = family === 2 ? 4 : 16;
    this.#head(major.array, 3);
    this.#head(major.unsigned, family);
    this.#head(major.bytes, size);
    this.#copy(at + 4, size);
    this.#head(major.unsigned, this.#u16(at + 2));
  }

  #word(at: number): number {
    return this.#words[at >>> 2] ?? 0;
  }

  #u16(at: number): number {
    return (this.#source[at] ?? 0) | ((this.#source[at + 1] ?? 0) << 8);
  }

  #null(): void {
    this.out[this.length++] = cborNull;
  }

  #head(type: number, value: number): void {
    const { out, length: p } = this;
    if (value < 24) {
      out[p] = type | value;
      this.length = p + 1;
    } else if (value < 0x100) {
      out[p] = type | 24;
      out[p + 1] = value;
      this.length = p + 2;
    } else if (value < 0x10000) {
      out[p] = type | 25;
      out[p + 1] = value >>> 8;
      out[p + 2] = value;
      this.length = p + 3;
    } else {
      out[p] = type | 26;
      out[p + 1] = value >>> 24;
      out[p + 2] = value >>> 16;
      out[p + 3] = value >>> 8;
      out[p + 4] = value;
      this.length = p + 5;
    }
  }

  #head64(type: number, low: number, high: number): void {
    if (high === 0) {
      this.#head(type, low);
      return;
    }
    const { out, length: p } = this;
    out[p] = type | 27;
    out[p + 1] = high >>> 24;
    out[p + 2] = high >>> 16;
    out[p + 3] = high >>> 8;
    out[p + 4] = high;
    out[p + 5] = low >>> 24;
    out[p + 6] = low >>> 16;
    out[p + 7] = low >>> 8;
    out[p + 8] = low;
    this.length = p + 9;
  }

  /** Text when it is UTF-8, else a byte string: nothing is lost or mangled. */
  #string(at: number, length: number): void {
    const head = this.length;
    this.#head(major.text, length);
    if (this.#copy(at, length) < 0x80 || isUtf8(this.#source.subarray(at, at + length))) return;
    this.out[head] = (this.out[head] ?? 0) ^ (major.text ^ major.bytes);
  }

  /** Returns the bytes or'ed together: below 0x80 they are all ASCII. */
  #copy(at: number, length: number): number {
    const { out, length: p } = this;
    const source = this.#source;
    let seen = 0;
    for (let i = 0; i < length; i++) {
      const byte = source[at + i] ?? 0;
      seen |= byte;
      out[p + i] = byte;
    }
    this.length = p + length;
    return seen;
  }
}
