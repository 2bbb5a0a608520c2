/**
 * Makes text that came from a process fit to be printed. Whoever writes to a terminal, a table or
 * a log goes through here: file names and arguments may hold escape sequences, line breaks and
 * characters that reverse or hide what follows.
 */
import type { Text } from "../recording/values.ts";
import { sequenceLength } from "./utf8.ts";

/**
 * Control characters, format characters (bidirectional overrides, zero-width ones, tags), line
 * and paragraph separators, private and unassigned ones, spaces that are not the space, and the
 * backslash, so that what is shown as \x1b was not spelled that way.
 */
const unfit = /[\p{C}\p{Zl}\p{Zp}\\]|(?! )\p{Zs}/gu;
const plain = /^[ -[\]-~]*$/;

const short: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\\", "\\\\"],
]);

/** The same text on one line, every unfit character as \n, \xNN (a byte) or \u{N} (a character). */
export function visible(text: Text): string {
  if (typeof text !== "string") return bytesVisible(text);
  return plain.test(text) ? text : text.replace(unfit, escaped);
}

/** Of a message that was put together: its own line breaks, and what was made visible before, stay. */
export function legible(message: string): string {
  return message.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return short.get(character) ?? (code < 0x80 ? byteEscaped(code) : codeEscaped(code));
}

function byteEscaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

function codeEscaped(code: number): string {
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** UTF-8 as far as it is, and each byte that is not as \xNN. */
function bytesVisible(bytes: Uint8Array): string {
  let shown = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    shown +=
      length === 0
        ? byteEscaped(bytes[at] ?? 0)
        : visible(Buffer.from(bytes.subarray(at, at + length)).toString("utf8"));
    at += length || 1;
  }
  return shown;
}
