/** UTF-8 that may be none: names of files are whatever bytes someone chose. */
import type { Text } from "../recording/values.ts";

/** Bytes of the well-formed character at `at` (Unicode, table 3-7); 0: there is none. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** A byte that is part of no character is this and itself: a surrogate, which UTF-8 never holds. */
const byteMark = 0xdc00;
const marked = /[\udc80-\udcff]/u;

/** As a string that can be searched and cut, and made what it was by exactText() (PEP 383). */
export function searchable(text: Text): string {
  if (typeof text === "string") return text;
  let made = "";
  for (let at = 0; at < text.length; ) {
    const length = sequenceLength(text, at);
    made +=
      length === 0
        ? String.fromCharCode(byteMark + (text[at] ?? 0))
        : Buffer.from(text.subarray(at, at + length)).toString("utf8");
    at += length || 1;
  }
  return made;
}

/** What searchable() was made of. */
export function exactText(text: string): Text {
  if (!marked.test(text)) return text;
  const parts = [...text].map((each) =>
    marked.test(each) ? Buffer.of(each.charCodeAt(0) - byteMark) : Buffer.from(each),
  );
  return Buffer.concat(parts);
}
