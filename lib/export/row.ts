/**
 * The values of one line of JSON: text, numbers, lists. An integer beyond 2^53 is decimal text, so
 * that nobody rounds it. Text that is not UTF-8 is readable under its own name (each such byte as
 * \xNN, a backslash as \\) and exact, in hex, under another one.
 */
import type { Address, Text, Value } from "../recording/values.ts";
import { addressText, hostText } from "../report/address.ts";
import { visible } from "../report/visible.ts";

export type Cell = string | number | null | readonly Cell[] | { readonly [name: string]: Cell };

export type Row = Record<string, Cell>;

/** Where the exact bytes of a field go. */
export type BytesName = (name: string) => string;

/** In a row of the Elastic Common Schema. */
export const sondeBytes: BytesName = (name) => `sonde.bytes.${name.replace(/^sonde\./, "")}`;

/** The kernel's "none" among users and groups. */
export const noId = 0xffff_ffff;

export function exact(value: number | bigint): number | string {
  if (typeof value === "number") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

export function putText(row: Row, name: string, text: Text | null, bytesName: BytesName): void {
  row[name] = readable(text);
  if (text instanceof Uint8Array) row[bytesName(name)] = hex(text);
}

/** A list; of the bytes one as well, with null for what is text. */
export function putTexts(
  row: Row,
  name: string,
  texts: readonly Text[] | null,
  bytesName: BytesName,
): void {
  row[name] = texts === null ? null : texts.map(readable);
  if (!texts?.some((each) => each instanceof Uint8Array)) return;
  row[bytesName(name)] = texts.map((each) => (each instanceof Uint8Array ? hex(each) : null));
}

/** "10.0.0.1:80" as it is; where it is one of the internet, its parts too. */
export function putAddress(row: Row, name: string, address: Address | null): void {
  row[name] = address === null ? null : addressText(address);
  const isInternet = address !== null && isIp(address);
  row[`${name}_ip`] = isInternet ? hostText(address) : null;
  row[`${name}_port`] = isInternet ? address.port : null;
}

export function isIp({ host }: Address): boolean {
  return host instanceof Uint8Array && (host.length === 4 || host.length === 16);
}

/** Of a type that this version does not know. */
export function cellOf(value: Value): Cell {
  if (value === null || typeof value === "string") return value;
  if (value instanceof Uint8Array) return hex(value);
  return typeof value === "object" ? value.map(cellOf) : exact(value);
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function readable(text: Text): string;
export function readable(text: Text | null): string | null;
export function readable(text: Text | null): string | null {
  return text instanceof Uint8Array ? visible(text) : text;
}
