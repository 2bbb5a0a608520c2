/** What rules ask of an event. */
import { type Entry, field, isList, isText, num, type Text, text } from "../../recording/values.ts";
import { searchable } from "../utf8.ts";

/** The thing was done; also where the hook does not tell the outcome. */
export function succeeded(event: Entry): boolean {
  const ret = field(event, "ret");
  return (
    ret === null || (typeof ret === "number" ? ret >= 0 : typeof ret === "bigint" && ret >= 0n)
  );
}

/** A path in its plain form, for matching: without "//", "/./" and "/../". Null when absent. */
export function pathOf(event: Entry, name: string): string | null {
  const path = asText(text(event, name));
  return path === null ? null : plainPath(path);
}

export function plainPath(path: string): string {
  if (!path.includes("/.") && !path.includes("//")) return path;
  if (!/\/\.{0,2}\//.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The words of a command line, for matching; null when absent. */
export function wordsOf(event: Entry, name = "argv"): string[] | null {
  const value = field(event, name);
  return isList(value) ? value.filter(isText).map((word) => asText(word) ?? "") : null;
}

/** argv[0], for matching; null when absent. */
export function firstWord(event: Entry): string | null {
  const value = field(event, "argv");
  const word = isList(value) ? value[0] : undefined;
  return word !== undefined && isText(word) ? asText(word) : null;
}

/** Of a field of bits; false when absent. */
export function hasBit(event: Entry, name: string, bit: number): boolean {
  return ((num(event, name) ?? 0) & bit) !== 0;
}

/** Anyone may write there. */
const forAll = /^\/(?:tmp|var\/tmp|dev\/shm|run\/lock|run\/user\/\d+|dev\/mqueue)\//;

export function isForAll(path: string): boolean {
  return forAll.test(path);
}

/** Its name, or a directory's above it in such a place, begins with a dot. */
export function isHidden(path: string): boolean {
  return /\/\.[^/]*$/.test(path) || /^\/(?:tmp|var\/tmp|dev\/shm)\/\./.test(path);
}

/** Inode number of the first pid namespace (linux/proc_ns.h): another one is a container's. */
const initPidNamespace = 0xeffffffc;

/** False also when it is not known. */
export function isInContainer(event: Entry): boolean {
  const pidns = num(event, "pidns");
  return pidns !== null && pidns !== 0 && pidns !== initPidNamespace;
}

/** Text for matching; findings are told of what it was. */
export function asText(text: Text | null): string | null {
  return text === null ? null : searchable(text);
}
