/**
 * From the bytes of a ring record to CBOR, without an object in between. lib/events.gen.ts holds
 * one straight-line function per event, made of the calls here.
 *
 * Written for the JIT: every function takes the output and a position and returns the next
 * position, so that nothing but registers is touched; DataView calls become single instructions;
 * 32-bit values stay signed integers (an unsigned one above 2^31 would become a double).
 */

/** CBOR major types, in place (RFC 8949, 3.1). */
const unsigned = 0x00;
const negative = 0x20;
const byteString = 0x40;
const textString = 0x60;
const arrayOf = 0x80;
const cborNull = 0xf6;

const notAscii = 0x80808080 | 0;
const smallestS32 = 0x80000000 | 0;
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

/** value: 32 bits, taken as unsigned. */
function head(out: DataView, p: number, major: number, value: number): number {
  if ((value & 0xffff0000) !== 0) {
    out.setUint8(p, major | 26);
    out.setInt32(p + 1, value);
    return p + 5;
  }
  if (value < 24) {
    out.setUint8(p, major | value);
    return p + 1;
  }
  if (value < 0x100) {
    out.setUint16(p, ((major | 24) << 8) | value);
    return p + 2;
  }
  out.setUint8(p, major | 25);
  out.setUint16(p + 1, value);
  return p + 3;
}

function head64(out: DataView, p: number, major: number, low: number, high: number): number {
  if (high === 0) return head(out, p, major, low);
  out.setUint8(p, major | 27);
  out.setInt32(p + 1, high);
  out.setInt32(p + 5, low);
  return p + 9;
}

/** An array's head, of any length. */
function array(out: DataView, p: number, length: number): number {
  return head(out, p, arrayOf, length);
}

/** The beginning of a record: an array of `length`, its kind first. Both constant at the call. */
export function begin(out: DataView, p: number, length: number, kind: number): number {
  return head(out, array(out, p, length), unsigned, kind);
}

function none(out: DataView, p: number): number {
  out.setUint8(p, cborNull);
  return p + 1;
}

export function u8(out: DataView, p: number, from: DataView, at: number): number {
  return head(out, p, unsigned, from.getUint8(at));
}

export function u16(out: DataView, p: number, from: DataView, at: number): number {
  return head(out, p, unsigned, from.getUint16(at, true));
}

/** u16 with 0 for "not known". */
export function u16OrNull(out: DataView, p: number, from: DataView, at: number): number {
  return from.getUint16(at, true) === 0 ? none(out, p) : u16(out, p, from, at);
}

export function u32(out: DataView, p: number, from: DataView, at: number): number {
  return head(out, p, unsigned, from.getInt32(at, true));
}

/** u32 with 0 for "not known". */
export function u32OrNull(out: DataView, p: number, from: DataView, at: number): number {
  return from.getInt32(at, true) === 0 ? none(out, p) : u32(out, p, from, at);
}

export function s32(out: DataView, p: number, from: DataView, at: number): number {
  const value = from.getInt32(at, true);
  const sign = value >> 31; // -1 - n of a negative n is ~n
  return head(out, p, sign & negative, value ^ sign);
}

/** u32 with -1 for "not known". */
export function u32OrNotSet(out: DataView, p: number, from: DataView, at: number): number {
  return from.getInt32(at, true) === -1 ? none(out, p) : u32(out, p, from, at);
}

/** s32 with the smallest for "not known". */
export function s32OrNull(out: DataView, p: number, from: DataView, at: number): number {
  return from.getInt32(at, true) === smallestS32 ? none(out, p) : s32(out, p, from, at);
}

export function u64(out: DataView, p: number, from: DataView, at: number): number {
  return head64(out, p, unsigned, from.getInt32(at, true), from.getInt32(at + 4, true));
}

export function s64(out: DataView, p: number, from: DataView, at: number): number {
  const high = from.getInt32(at + 4, true);
  const sign = high >> 31;
  return head64(out, p, sign & negative, from.getInt32(at, true) ^ sign, high ^ sign);
}

/** u64 with 0 for "not known". */
export function u64OrNull(out: DataView, p: number, from: DataView, at: number): number {
  const known = from.getInt32(at, true) !== 0 || from.getInt32(at + 4, true) !== 0;
  return known ? u64(out, p, from, at) : none(out, p);
}

/** s64 that means something only when the bit is set in the word at `flagsAt`. */
export function s64IfFlag(
  out: DataView,
  p: number,
  from: DataView,
  at: number,
  flagsAt: number,
  flag: number,
): number {
  return (from.getInt32(flagsAt, true) & flag) === 0 ? none(out, p) : s64(out, p, from, at);
}

/** A fixed char array, up to its first NUL. */
export function chars(out: DataView, p: number, from: DataView, at: number, size: number): number {
  let length = 0;
  while (length < size && from.getUint8(at + length) !== 0) length++;
  return string(out, p, from, at, length);
}

/** struct text at `at`, of the record that starts at `record`. */
export function text(out: DataView, p: number, from: DataView, record: number, at: number): number {
  const offset = from.getUint16(at, true);
  if (offset === 0) return none(out, p);
  return string(out, p, from, record + offset, from.getUint16(at + 2, true));
}

/** struct texts: strings, each ended by NUL (the last one perhaps not). */
export function texts(
  out: DataView,
  p: number,
  from: DataView,
  record: number,
  at: number,
): number {
  const offset = from.getUint16(at, true);
  if (offset === 0) return none(out, p);
  const start = record + offset;
  const end = start + from.getUint16(at + 2, true);
  let count = 0;
  for (let i = start; i < end; i++) if (i === end - 1 || from.getUint8(i) === 0) count++;
  p = array(out, p, count);
  for (let i = start; i < end; ) {
    let stop = i;
    while (stop < end && from.getUint8(stop) !== 0) stop++;
    p = string(out, p, from, i, stop - i);
    i = stop + 1;
  }
  return p;
}

/** struct blob at `at`, of the record that starts at `record`. */
export function blob(out: DataView, p: number, from: DataView, record: number, at: number): number {
  const offset = from.getUint16(at, true);
  if (offset === 0) return none(out, p);
  const length = from.getUint16(at + 2, true);
  const start = head(out, p, byteString, length);
  copy(out, start, from, record + offset, length);
  return start + length;
}

/** struct address: [family, ip, port], or null. */
export function address(out: DataView, p: number, from: DataView, at: number): number {
  const family = from.getUint16(at, true);
  if (family === 0) return none(out, p);
  const size = family === 2 ? 4 : 16;
  p = array(out, p, 3);
  p = head(out, p, unsigned, family);
  p = head(out, p, byteString, size);
  copy(out, p, from, at + 4, size);
  return head(out, p + size, unsigned, from.getUint16(at + 2, true));
}

/** Text when it is UTF-8, else a byte string: nothing is lost or mangled. */
function string(out: DataView, p: number, from: DataView, at: number, length: number): number {
  const start = head(out, p, textString, length);
  if ((copy(out, start, from, at, length) & notAscii) !== 0) fixType(out, p, start, length);
  return start + length;
}

/** Rare, so kept out of the way: the type of a string that is not ASCII. */
function fixType(out: DataView, p: number, start: number, length: number): void {
  const bytes = new Uint8Array(out.buffer, out.byteOffset + start, length);
  if (!isUtf8(bytes)) head(out, p, byteString, length);
}

/** Returns the bytes or'ed together, four at a time; those behind the end are not counted. */
function copy(out: DataView, p: number, from: DataView, at: number, length: number): number {
  let seen = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const word = from.getInt32(at + i, true);
    seen |= word;
    out.setInt32(p + i, word, true);
  }
  for (; i < length; i++) {
    const byte = from.getUint8(at + i);
    seen |= byte;
    out.setUint8(p + i, byte);
  }
  return seen;
}
