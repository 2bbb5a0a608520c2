/** From UTF-8 to strings: a short path for ASCII, and none at all for what was seen just before. */

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Names and paths come again and again: up to this length they are looked up. */
const internLength = 64;
const internSlots = 4096;
const notAscii = 0x80808080 | 0;
/** Spreads what is different (Knuth, 6.4). */
const spread = 0x9e3779b1 | 0;

export class TextDecoding {
  /** Of the texts that were seen last. */
  readonly #hashes = new Int32Array(internSlots);
  readonly #interned: (string | undefined)[] = new Array(internSlots).fill(undefined);

  /** bytes[start..end) as a string; null when it is not UTF-8. view: of the same bytes. */
  decode(bytes: Buffer, view: DataView, start: number, end: number): string | null {
    const length = end - start;
    let seen = 0;
    let hash = length;
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const word = view.getInt32(i);
      seen |= word;
      hash = Math.imul(hash ^ word, spread);
      hash ^= hash >>> 15;
    }
    for (; i < end; i++) {
      const byte = view.getUint8(i);
      seen |= byte;
      hash = Math.imul(hash ^ byte, spread);
    }
    if ((seen & notAscii) !== 0) return wide(bytes.subarray(start, end));
    if (length > internLength) return bytes.toString("latin1", start, end);
    const slot = (hash ^ (hash >>> 12)) & (internSlots - 1);
    // Kept from the second time on: most names of files are seen but once.
    if (this.#hashes[slot] !== hash) {
      this.#hashes[slot] = hash;
      return bytes.toString("latin1", start, end);
    }
    const known = this.#interned[slot];
    if (known !== undefined && known.length === length) {
      let at = 0;
      while (at < length && known.charCodeAt(at) === view.getUint8(start + at)) at++;
      if (at === length) return known;
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
