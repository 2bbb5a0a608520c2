/** The short way through the numbers and texts that events are made of. */
import type { Data } from "./decoder-item.ts";
import { sizesOf, skipList, skipText, sureSizes, textEnd } from "./decoder-skip.ts";
import type { TextDecoding } from "./decoder-text.ts";
import type { FieldType } from "./schema.ts";
import { range } from "./values.ts";

/** What becomes of the value in a place. */
export const how = {
  /** Neither of these: Decoder.value() it is. */
  any: 0,
  number: 1,
  text: 2,
  /** Checked and left out. */
  skipNumber: 3,
  skipText: 4,
  skipList: 5,
  texts: 6,
} as const;

/** What scalars() does with value after value. */
export interface Wanted {
  /** Of `how`. */
  readonly how: Uint8Array;
  /** Where it goes; -1: nowhere. */
  readonly slots: Int32Array;
  readonly types: readonly FieldType[];
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Where the type's sizes are in sureSizes. */
  readonly sizes: Int32Array;
}

/** A number and its head: nothing that is done here without a check runs over the end. */
const longestNumber = 9;

export class ScalarDecoder {
  /** Index into the bytes behind the last item. */
  position = 0;
  #found: readonly string[] = [];
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
    view: DataView,
    from: number,
    end: number,
    into: (Data | null)[],
    first: number,
    wanted: Wanted,
  ): number {
    const { how: hows, slots, types, min, max, sizes } = wanted;
    const last = end - longestNumber;
    const count = hows.length;
    let at = from;
    let i = first;
    for (; i < count && at <= last; i++) {
      const head = bytes[at] ?? 0;
      const doing = hows[i];
      if (doing === how.skipNumber) {
        const size = sureSizes[(sizes[i] ?? 0) + head] ?? 0;
        if (size === 0) break;
        at += size;
        continue;
      }
      if (head === 0xf6) {
        const slot = slots[i] ?? -1;
        if (slot >= 0) into[slot] = null;
        at += 1;
        continue;
      }
      if (doing === how.number) {
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
        } else if (head === 0x38) {
          value = -1 - (bytes[at + 1] ?? 0);
          size = 2;
        } else if (head >= 0x20 && head < 0x38) {
          value = -1 - (head & 31);
          size = 1;
        } else break;
        if (value < (min[i] ?? 0) || value > (max[i] ?? 0)) break;
        into[slots[i] ?? 0] = value;
        at += size;
      } else if (doing === how.text) {
        const next = textEnd(view, at, end);
        if (next < 0) break;
        const start = head === 0x78 ? at + 2 : at + 1;
        const found = this.#texts.decode(bytes, view, start, next);
        if (found === null) break;
        into[slots[i] ?? 0] = found;
        at = next;
      } else if (doing === how.texts) {
        const next = this.#list(bytes, view, at, end);
        if (next < 0) break;
        into[slots[i] ?? 0] = this.#found;
        at = next;
      } else if (doing === how.skipText) {
        const next = skipText(view, at, end);
        if (next < 0) break;
        at = next;
      } else if (doing === how.skipList) {
        const next = skipList(view, at, end, types[i] ?? "other");
        if (next < 0) break;
        at = next;
      } else break;
    }
    this.position = at;
    return i;
  }

  /** A list of few texts becomes #found; returns the index behind it, or -1. */
  #list(bytes: Buffer, view: DataView, at: number, end: number): number {
    const head = view.getUint8(at);
    if (head < 0x80 || head > 0x97) return -1;
    const found: string[] = [];
    let next = at + 1;
    for (let left = head & 31; left > 0; left--) {
      const from = next;
      if (from >= end) return -1;
      next = textEnd(view, from, end);
      if (next < 0) return -1;
      const start = view.getUint8(from) === 0x78 ? from + 2 : from + 1;
      const text = this.#texts.decode(bytes, view, start, next);
      if (text === null) return -1;
      found.push(text);
    }
    this.#found = found;
    return next;
  }
}

/** Four bytes, the highest first. */
export function word(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return (high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}

/** How to go through values of these types, those that are wanted and those that are not. */
export function wantedOf(types: readonly FieldType[], isWanted: readonly boolean[]): Wanted {
  let slot = 0;
  return {
    how: Uint8Array.from(types, (type, i) => howOf(type, isWanted[i] ?? false)),
    slots: Int32Array.from(types, (_, i) => (isWanted[i] ? slot++ : -1)),
    types,
    min: Float64Array.from(types, (type) => range[type][0]),
    max: Float64Array.from(types, (type) => range[type][1]),
    sizes: Int32Array.from(types, sizesOf),
  };
}

function howOf(type: FieldType, isWanted: boolean): number {
  switch (type) {
    case "text":
      return isWanted ? how.text : how.skipText;
    case "texts":
      return isWanted ? how.texts : how.skipList;
    case "address":
      return isWanted ? how.any : how.skipList;
    case "bytes":
    case "other":
      return how.any;
    default:
      return isWanted ? how.number : how.skipNumber;
  }
}
