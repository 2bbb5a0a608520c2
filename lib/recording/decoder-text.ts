/** From UTF-8 to strings: a short path for ASCII, and none at all for what was seen just before. */

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Names of processes and the like come again and again: up to this length they are looked up. */
const internLength = 24;
const internSlots = 4096;

export class TextDecoding {
  readonly #interned: (string | undefined)[] = new Array(internSlots).fill(undefined);

  /** bytes[start..end) as a string; null when it is not UTF-8. */
  decode(bytes: Buffer, start: number, end: number): string | null {
    const length = end - start;
    let seen = 0;
    let hash = length;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      seen |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (seen >= 0x80) return wide(bytes.subarray(start, end));
    if (length > internLength) return bytes.toString("latin1", start, end);
    const slot = (hash ^ (hash >>> 12)) & (internSlots - 1);
    const known = this.#interned[slot];
    if (known !== undefined && known.length === length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === bytes[start + i]) i++;
      if (i === length) return known;
    }
    const text = bytes.toString("latin1", start, end);
    this.#interned[slot] = text;
    return text;
  }
}

function wide(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}
