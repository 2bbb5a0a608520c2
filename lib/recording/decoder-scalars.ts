/** The short way through the numbers and short texts that events are made of. */
import type { Data } from "./decoder-item.ts";
import type { TextDecoding } from "./decoder-text.ts";

/** What scalars() may put into each place; it must hold null before. */
export interface Wanted {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly text: readonly boolean[];
}

/** A text of 23 bytes and its head: nothing that is done here runs over the end. */
const longestScalar = 24;

export class ScalarDecoder {
  /** Index into the bytes behind the last item. */
  position = 0;
  readonly #texts: TextDecoding;

  constructor(texts: TextDecoding) {
    this.#texts = texts;
  }

  /**
   * Of bytes[from..end); see Decoder.scalars(). This is where the time of reading goes: hence the
   * unrolled heads, and nothing here that is not local.
   */
  decode(
    bytes: Buffer,
    from: number,
    end: number,
    into: (Data | null)[],
    first: number,
    { min, max, text }: Wanted,
  ): number {
    const last = end - longestScalar;
    let at = from;
    let i = first;
    for (; i < into.length && at <= last; i++) {
      const head = bytes[at] ?? 0;
      let value: number;
      let size: number;
      if (head < 0x18) {
        value = head;
        size = 1;
      } else if (head === 0x1a) {
        value = word(bytes, at + 1);
        size = 5;
      } else if (head === 0x1b) {
        const high = word(bytes, at + 1);
        if (high >= 0x200000) break;
        value = high * 0x1_0000_0000 + word(bytes, at + 5);
        size = 9;
      } else if (head === 0x18) {
        value = bytes[at + 1] ?? 0;
        size = 2;
      } else if (head === 0x19) {
        value = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
        size = 3;
      } else if (head === 0xf6) {
        at += 1;
        continue;
      } else if (head >= 0x60 && head < 0x78 && text[i]) {
        const end = at + 1 + (head & 31);
        const found = this.#texts.decode(bytes, at + 1, end);
        if (found === null) break;
        into[i] = found;
        at = end;
        continue;
      } else if (head === 0x38) {
        value = -1 - (bytes[at + 1] ?? 0);
        size = 2;
      } else if (head >= 0x20 && head < 0x38) {
        value = -1 - (head & 31);
        size = 1;
      } else break;
      if (value < (min[i] ?? 0) || value > (max[i] ?? 0)) break;
      into[i] = value;
      at += size;
    }
    this.position = at;
    return i;
  }
}

/** Four bytes, the highest first. */
export function word(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return (high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}
