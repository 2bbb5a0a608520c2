/** Typed looks into the maps of a recording: the value of a key as it should be, or a ShapeError. */
import type { Data } from "./decoder-item.ts";
import { isList, isMap } from "./values.ts";

export class ShapeError extends Error {}

export type DataMap = ReadonlyMap<string, Data>;

export const namePattern = /^[a-z][a-z0-9_.]{0,63}$/;
const hashBytes = 32;

export function want(ok: boolean, key: string, what: string): asserts ok {
  if (!ok) throw new ShapeError(`"${key}" is not ${what}`);
}

export function mapOf(map: DataMap, key: string): DataMap {
  const value = map.get(key);
  want(isMap(value), key, "a map");
  return value;
}

export function mapsOf(map: DataMap, key: string): DataMap[] {
  const value = map.get(key);
  want(isList(value), key, "a list");
  const maps = value.filter(isMap);
  want(maps.length === value.length, key, "a list of maps");
  return maps;
}

export function textOf(map: DataMap, key: string): string {
  const value = map.get(key);
  want(typeof value === "string", key, "text");
  return value;
}

export function textOrNull(map: DataMap, key: string): string | null {
  return (map.get(key) ?? null) === null ? null : textOf(map, key);
}

export function textsOf(map: DataMap, key: string): string[] {
  const value = map.get(key);
  want(isList(value), key, "a list");
  const found = value.filter((each) => typeof each === "string");
  want(found.length === value.length, key, "a list of text");
  return found;
}

export function nameOf(map: DataMap, key: string): string {
  const name = textOf(map, key);
  want(namePattern.test(name), key, "a name");
  return name;
}

/** Counts of 2^32 and more may have been written as a float or in eight bytes. */
export function countOf(map: DataMap, key: string): number {
  const value = map.get(key);
  const count = typeof value === "bigint" ? Number(value) : value;
  want(typeof count === "number" && Number.isSafeInteger(count) && count >= 0, key, "a count");
  return count;
}

export function countOrNull(map: DataMap, key: string): number | null {
  return (map.get(key) ?? null) === null ? null : countOf(map, key);
}

export function nanosecondsOf(map: DataMap, key: string): number | bigint {
  const value = map.get(key);
  if (typeof value === "bigint" && value >= 0n) return value;
  return countOf(map, key);
}

/** An object that inherits nothing: its keys come from the file. */
export function dictionary<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

export function hashOf(map: DataMap): Uint8Array {
  const value = map.get("hash");
  want(value instanceof Uint8Array && value.length === hashBytes, "hash", "a SHA-256");
  return value;
}

/** Any value as plain objects, for those who only hand it on (the probe report). */
export function plain(value: Data): unknown {
  if (isMap(value)) return dictionary([...value].map(([key, each]) => [key, plain(each)]));
  return isList(value) ? value.map(plain) : value;
}
