/**
 * Passing over values that nobody asked for. They are checked as if they were wanted: whether a
 * recording is damaged must not depend on who reads it. What is not surely right is left to
 * Decoder.value().
 */
import type { FieldType } from "./schema.ts";

/** [first head, last head, size of the whole value]; heads of RFC 8949, 3. */
type Heads = readonly (readonly [from: number, to: number, size: number])[];

const absent: Heads = [[0xf6, 0xf6, 1]];
const unsigned8: Heads = [...absent, [0x00, 0x17, 1], [0x18, 0x18, 2]];
const unsigned16: Heads = [...unsigned8, [0x19, 0x19, 3]];
const unsigned32: Heads = [...unsigned16, [0x1a, 0x1a, 5]];
const signed16: Heads = [...unsigned16, [0x20, 0x37, 1], [0x38, 0x38, 2], [0x39, 0x39, 3]];
const signed33: Heads = [...signed16, [0x1a, 0x1a, 5], [0x3a, 0x3a, 5]];

/** Values of this type that are right whatever follows the head. */
const sure: { readonly [type in FieldType]: Heads } = {
  u8: unsigned8,
  u16: unsigned16,
  u32: unsigned32,
  u64: [...unsigned32, [0x1b, 0x1b, 9]],
  s32: signed16,
  s64: signed33,
  ret: signed33,
  text: absent,
  texts: absent,
  bytes: absent,
  address: absent,
  other: absent,
};

const types = Object.keys(sure);

/** For each type 256 sizes, by the head of a value; 0 where it is not surely right. */
export const sureSizes = new Uint8Array(types.length * 256);
for (const [row, heads] of Object.values(sure).entries()) {
  for (const [from, to, size] of heads) {
    sureSizes.fill(size, row * 256 + from, row * 256 + to + 1);
  }
}

/** Where a type's sizes begin. */
export function sizesOf(type: FieldType): number {
  return types.indexOf(type) * 256;
}

const notAscii = 0x80808080 | 0;

/** The index behind the text of at most 255 bytes at `at`; -1 as below. */
export function textEnd(view: DataView, at: number, end: number): number {
  const head = view.getUint8(at);
  if (head < 0x60 || head > 0x78) return -1;
  if (head === 0x78 && at + 2 > end) return -1;
  const stop = head === 0x78 ? at + 2 + view.getUint8(at + 1) : at + 1 + (head & 31);
  return stop <= end ? stop : -1;
}

/** The index behind the ASCII text at `at`; -1: it is something else, or may run over the end. */
export function skipText(view: DataView, at: number, end: number): number {
  const stop = textEnd(view, at, end);
  let i = view.getUint8(at) === 0x78 ? at + 2 : at + 1;
  let seen = 0;
  for (; i + 4 <= stop; i += 4) seen |= view.getInt32(i);
  for (; i < stop; i++) seen |= view.getUint8(i);
  return (seen & notAscii) === 0 ? stop : -1;
}

/** The same for an address of IPv4 or IPv6, or for a list of at most 23 texts. */
export function skipList(view: DataView, at: number, end: number, type: FieldType): number {
  if (type === "address") return skipAddress(view, at, end);
  const head = view.getUint8(at);
  if (type !== "texts" || head < 0x80 || head > 0x97) return -1;
  let next = at + 1;
  for (let left = head & 31; left > 0 && next >= 0; left--)
    next = next < end ? skipText(view, next, end) : -1;
  return next;
}

/** Three heads, 16 bytes, a port. */
const longestAddress = 22;

/** [family, bytes, port], the first below 24. */
function skipAddress(view: DataView, at: number, end: number): number {
  if (at + longestAddress > end) return -1;
  const size = view.getUint8(at + 2) - 0x40;
  const isOne = view.getUint8(at) === 0x83 && view.getUint8(at + 1) < 24;
  if (!isOne || (size !== 4 && size !== 16)) return -1;
  const port = at + 3 + size;
  const head = view.getUint8(port);
  if (head < 0x18) return port + 1;
  return head === 0x19 ? port + 3 : -1;
}
