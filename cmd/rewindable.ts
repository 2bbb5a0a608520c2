/** Pipes for those who read a file twice: first what it is, then what it holds. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { exitCode, SondeError } from "../lib/error.ts";
import { memfd } from "../lib/native/library.ts";
import { visible } from "../lib/report/visible.ts";

/** Bytes. */
const most = 256 << 20;

/** The path, or that of a copy in memory of what comes out of a pipe. @throws SondeError it is too much */
export function rewindable(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFIFO()) return path;
  const parts: Buffer[] = [];
  const fd = openSync(path, "r");
  try {
    for (let size = 0; ; ) {
      const part = Buffer.allocUnsafe(1 << 20);
      const n = readSync(fd, part);
      if (n === 0) break;
      parts.push(part.subarray(0, n));
      size += n;
      if (size > most) throw tooMuch(path);
    }
  } finally {
    closeSync(fd);
  }
  return `/proc/self/fd/${memfd("pipe", Buffer.concat(parts))}`;
}

function tooMuch(path: string): SondeError {
  const hint = "Write it to a file first, and name that.";
  return new SondeError(exitCode.badInput, `${visible(path)}: more than 256 MiB by a pipe`, hint);
}
