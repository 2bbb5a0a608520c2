/** What a process ran, on one line. */
import type { Text } from "../recording/values.ts";
import { visible } from "./visible.ts";

/** argv as a shell would take it, as far as that can be told apart from what is not visible. */
export function commandLine(argv: readonly Text[]): string {
  return argv.map(word).join(" ");
}

/**
 * The file that really ran, then the arguments. What the caller wrote in place of the name, argv[0],
 * is shown where it is another: that is how a program is told what to be, or hides what it is.
 */
export function executed(path: Text | null, argv: readonly Text[] | null): string {
  if (path === null) return commandLine(argv ?? []);
  const [name, ...rest] = argv ?? [];
  const shown = word(path);
  const called = name === undefined ? shown : word(name);
  const isSame = baseName(called) === baseName(shown);
  return [shown, ...(isSame ? [] : [`[${baseName(called)}]`]), ...rest.map(word)].join(" ");
}

/** The last part of a plain path; anything else as it is. */
export function baseName(path: string): string {
  return path.startsWith("'") ? path : path.slice(path.lastIndexOf("/") + 1);
}

function word(text: Text): string {
  const shown = visible(text);
  return /^[^\s'"$`;&|<>()*?[\]{}!#~]+$/.test(shown)
    ? shown
    : `'${shown.replaceAll("'", "'\\''")}'`;
}
