/**
 * What stays of a name from one run of a job to the next: without process ids, times, random
 * suffixes and ports that the kernel gave.
 */
import type { Text } from "../../recording/values.ts";
import { visible } from "../visible.ts";

/** Stands for what is another each time. */
const any = "*";

/** Paths of programs come again and again. */
const known = new Map<string, string>();
const maxKnown = 4096;

/** A path, fit to be printed. */
export function lastingPath(path: Text): string {
  if (typeof path !== "string") return visible(path);
  let lasting = known.get(path);
  if (lasting === undefined) {
    lasting = visible(inProc(path).split("/").map(lastingName).join("/"));
    if (known.size === maxKnown) known.clear();
    known.set(path, lasting);
  }
  return lasting;
}

/** A command line or another text, fit to be printed. */
export function lastingText(text: Text): string {
  if (typeof text !== "string") return visible(text);
  return visible(text.split(" ").map(lastingWord).join(" "));
}

/** net.ipv4.ip_local_port_range, unless someone changed it. */
const ephemeral = { from: 32_768, to: 60_999 } as const;

export function lastingPort(port: number): string {
  return port >= ephemeral.from && port <= ephemeral.to ? any : String(port);
}

function lastingWord(word: string): string {
  const ported = word.replace(/(?<=[\d\]]:)\d{5}$/, (port) => lastingPort(Number(port)));
  if (ported.includes("/")) return inProc(ported).split("/").map(lastingName).join("/");
  return /^\d{5,}$/.test(ported) ? any : lastingName(ported);
}

function inProc(path: string): string {
  return path.replace(/^(\/proc|\/dev\/pts)\/\d+(?=\/|$)/, `$1/${any}`);
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Ids of containers, digests, random numbers: digits and letters, or it is a word. */
const hex = /(?<![0-9a-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}(?![0-9a-z])/gi;
/** Dates and times as numbers. */
const long = /\d{8,}/g;
/** By who makes them: Python and systemd (small letters only), mktemp, compilers and binutils. */
const knownMakers =
  /(?<=^tmp)[0-9a-z_]{8}(?=\.|$)|(?<=^\.#.+)[0-9a-f]{16}$|(?<=^tmp\.)[0-9A-Za-z]{10}$|(?<=^(?:cc|sed|st))(?=[a-z]*[0-9A-Z])[0-9A-Za-z]{6}(?=\.|$)/;
/** Behind these and at the end, or before an ending that temporary files have. */
const suffix = /([.#_-]|^tmp|^cc|^sed|^rustc|^go-build)([0-9A-Za-z]{4,16})((?:\.[a-z]{1,4})?)$/;

/** One part of a path. */
function lastingName(name: string): string {
  if (name.length < 6) return name;
  return name
    .replace(uuid, any)
    .replace(hex, any)
    .replace(long, any)
    .replace(knownMakers, any)
    .replace(suffix, (whole, before: string, end: string, ending: string) =>
      isRandom(end, before) ? `${before}${any}${ending}` : whole,
    );
}

/** As mkstemp() and its like make them, or a process id. */
function isRandom(end: string, before: string): boolean {
  if (/^\d+$/.test(end)) return before !== "-" || end.length >= 5;
  if (end.length < 6) return false;
  const isName = /^(?:[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z]{1,3}[a-z]{2,})*)\d{0,3}$/.test(end);
  return !isName && changes(end) >= 2;
}

/** How often capitals, small letters and digits change. */
function changes(text: string): number {
  const classes = [...text].map((each) => (each <= "9" ? 0 : each < "a" ? 1 : 2));
  return classes.filter((each, i) => i > 0 && each !== classes[i - 1]).length;
}
