/**
 * What the entries of a recording hold, and typed ways to look into them. Everything that came
 * from a process may be an attacker's: print it through lib/report/visible.ts only.
 */
import type { Data } from "./decoder-item.ts";
import type { FieldType, RecordSchema } from "./schema.ts";

/** Text, or the bytes of what should have been text and is not UTF-8. */
export type Text = string | Uint8Array;

export type Value = number | bigint | Text | null | readonly Value[];

/** A kind of entry as the file describes it; perhaps one that this version does not know. */
export interface StoredSchema extends RecordSchema {
  /** Field name -> where its value is. A dictionary, see shape.ts: faster than a Map. */
  readonly slots: Readonly<Record<string, number>>;
}

/** Where the value of a field is in each entry of a kind; behind them all when it has no such field. */
export function slotOf({ slots, fields }: StoredSchema, name: string): number {
  return slots[name] ?? fields.length; // [-1] would be slow
}

/** An event, or (`schema.name === "process"`) a process that was running at the beginning. */
export interface Entry {
  readonly schema: StoredSchema;
  /** In the order of schema.fields, each null or of its field's type. */
  readonly values: readonly Value[];
}

export interface Address {
  readonly family: number;
  /** 4 or 16 bytes, or the path of a UNIX socket. */
  readonly host: Text;
  readonly port: number;
}

export function isText(value: Data | undefined): value is Text {
  return typeof value === "string" || value instanceof Uint8Array;
}

export function isList(value: Data | undefined): value is readonly Data[] {
  return Array.isArray(value);
}

export function isMap(value: Data | undefined): value is ReadonlyMap<string, Data> {
  return value instanceof Map;
}

/** Anything that can be in an entry. */
export function isValue(value: Data): value is Value {
  if (isList(value)) return value.every(isValue);
  return typeof value !== "boolean" && !isMap(value);
}

/** The numbers that a field may hold; no float is among what is asked, see Decoder.float. */
export const range: { readonly [type in FieldType]: readonly [min: number, max: number] } = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffffffff],
  u64: [0, Number.MAX_SAFE_INTEGER],
  s32: [-0x80000000, 0x7fffffff],
  s64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ret: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  text: [1, 0],
  texts: [1, 0],
  bytes: [1, 0],
  address: [1, 0],
  other: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
};

/** Does a value that is not a number belong into a field? Null, "absent", does everywhere. */
export function fits(
  type: FieldType,
  value: Exclude<Data, number>,
): value is Exclude<Value, number> {
  if (value === null) return true;
  switch (type) {
    case "u64":
      return typeof value === "bigint" && value >= 0n;
    case "s64":
    case "ret":
      return typeof value === "bigint" && value >= -(1n << 63n) && value < 1n << 63n;
    case "text":
      return isText(value);
    case "texts":
      return isList(value) && value.every(isText);
    case "bytes":
      return value instanceof Uint8Array;
    case "address":
      return isAddress(value);
    case "other":
      return isValue(value);
    default:
      return false;
  }
}

function isAddress(value: Data): boolean {
  if (!isList(value) || value.length !== 3) return false;
  const [family, host, port] = value;
  return isPort(family) && isText(host) && isPort(port);
}

function isPort(value: Data | undefined): boolean {
  return typeof value === "number" && value >= 0 && value <= 0xffff;
}

/** The value of a field; null when it is absent or the entry has no such field. */
export function field(entry: Entry, name: string): Value {
  const slot = entry.schema.slots[name];
  return slot === undefined ? null : (entry.values[slot] ?? null);
}

/** An integer; bigint from 2^53 on. Null when absent or something else. */
export function int(entry: Entry, name: string): number | bigint | null {
  const value = field(entry, name);
  return typeof value === "number" || typeof value === "bigint" ? value : null;
}

/** An integer below 2^53. Null when absent, larger or something else. */
export function num(entry: Entry, name: string): number | null {
  const value = field(entry, name);
  return typeof value === "number" ? value : null;
}

/** Text as it was: not yet fit to be printed. */
export function text(entry: Entry, name: string): Text | null {
  const value = field(entry, name);
  return isText(value) ? value : null;
}

export function texts(entry: Entry, name: string): readonly Text[] | null {
  const value = field(entry, name);
  if (!isList(value)) return null;
  return value.every(isText) ? value : value.filter(isText);
}

export function address(entry: Entry, name: string): Address | null {
  const value = field(entry, name);
  if (!isList(value)) return null;
  const [family, host, port] = value;
  if (typeof family !== "number" || !isText(host) || typeof port !== "number") return null;
  return { family, host, port };
}
