/** Whether a file is another one than before, at the same path. */
import { countText } from "../number.ts";
import { modeText } from "../sections-words.ts";
import { isoTime } from "../time.ts";
import type { Version } from "./trait.ts";

type Versions = ReadonlyMap<string, Version>;

/**
 * What is different of it, in words; null: nothing, or it is not known. isOneHost: numbers of
 * inodes mean something.
 */
export function newVersion(was: Versions, is: Versions, isOneHost: boolean): string | null {
  const old = [...was.values()];
  const unknown = [...is.values()].filter(
    (each) => !old.some((other) => differences(other, each, isOneHost).length === 0),
  );
  const [first] = unknown;
  const [only] = old;
  if (first === undefined || only === undefined) return null;
  return old.length === 1 ? differences(only, first, isOneHost).join(", ") : "another file";
}

function differences(was: Version, is: Version, isOneHost: boolean): string[] {
  const differs = (name: keyof Version): boolean =>
    was[name] !== null && is[name] !== null && was[name] !== is[name];
  return [
    ...(differs("mode") ? [`mode ${mode(was)} → ${mode(is)}`] : []),
    ...(differs("size") ? [`${size(was)} → ${size(is)} bytes`] : []),
    ...(differs("modified") ? [`of ${time(was)} → ${time(is)}`] : []),
    ...(isOneHost && differs("inode") ? ["another inode"] : []),
  ];
}

const mode = ({ mode }: Version): string => (mode === null ? "?" : modeText(mode));
const size = ({ size }: Version): string => (size === null ? "?" : countText(size));

function time({ modified }: Version): string {
  return modified === null ? "?" : (isoTime(BigInt(modified))?.slice(0, 16) ?? "?");
}
