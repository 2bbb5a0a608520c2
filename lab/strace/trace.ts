/** How a job is run beside strace, and what strace wrote: a file for each thread. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One thread's system calls, in their order. Strings are bytes in hexadecimal: `\\x2f\\x61`. */
export interface Trace {
  readonly tid: number;
  readonly lines: readonly string[];
}

/** argv that runs a command under strace, which writes about these calls to the folder. */
export function underStrace(
  folder: string,
  calls: readonly string[],
  argv: readonly string[],
): string[] {
  const options = ["-ff", "-yy", "-xx", "-q", "-s", "4096"];
  return ["strace", ...options, "-o", join(folder, "trace"), "-e", `trace=${calls}`, ...argv];
}

/** All that it wrote. */
export function readTraces(folder: string): Trace[] {
  return readdirSync(folder).map((file) => ({
    tid: Number(file.split(".").at(-1)),
    lines: readFileSync(join(folder, file), "latin1").split("\n"),
  }));
}

/** `\\x2f\\x61` as Latin-1. */
export function plain(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
}
