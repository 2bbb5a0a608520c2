/** Data as JSON that is safe to print and loses nothing. */
import { visible } from "./visible.ts";

/** What JSON.stringify leaves alone and a terminal may obey or not show; its own newlines stay. */
const printable = /^[ -~]*$/;
const unfit = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Indented JSON with a newline. Bytes become {"bytes": hex, "text": readable form}, integers
 * beyond 2^53 decimal text, maps objects.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, replace, 2).replace(unfit, escaped)}\n`;
}

/** The same of an object, property by property: where the whole text would take too much memory. */
export function* jsonParts(object: Readonly<Record<string, unknown>>): Generator<string> {
  let before = "{\n";
  for (const [name, value] of Object.entries(object)) {
    const text = jsonText({ [name]: value }).slice("{\n".length, -"\n}\n".length);
    if (text === "") continue; // undefined
    yield before + text;
    before = ",\n";
  }
  yield before === "{\n" ? "{}\n" : "\n}\n";
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, replace).replace(unfit, escaped)}\n`;
}

/** The same of what holds no bytes, no bigint and no map: in half the time. */
export function plainJsonLine(value: unknown): string {
  const line = JSON.stringify(value);
  return printable.test(line) ? `${line}\n` : `${line.replace(unfit, escaped)}\n`;
}

function replace(this: unknown, key: string, value: unknown): unknown {
  // Buffer has a toJSON, which has been called by now: look at what it was called on.
  const original: unknown = Object.getOwnPropertyDescriptor(this, key)?.value;
  if (original instanceof Uint8Array) {
    return { bytes: Buffer.from(original).toString("hex"), text: visible(original) };
  }
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}

/** As UTF-16 code units, the only escape that JSON has. */
function escaped(text: string): string {
  let units = "";
  for (let i = 0; i < text.length; i++) {
    units += `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return units;
}
