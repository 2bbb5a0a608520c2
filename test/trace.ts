/** Runs a program under strace and says which files it named. Needs the right to trace. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureTools } from "../build/tools.ts";
import { type Run, run } from "./recording.ts";

export interface Access {
  /** The system call. */
  readonly call: string;
  /** Absolute. */
  readonly path: string;
  /** Opened so that it can be changed, or made, moved or removed. */
  readonly changes: boolean;
}

const changing = /^(creat|link|symlink|unlink|rename|mkdir|rmdir|mknod|truncate|chmod|chown|utime)/;

/** @throws BuildError when strace can't be had. */
export async function trace(
  argv: readonly string[],
  cwd: string,
): Promise<Run & { readonly accesses: readonly Access[] }> {
  ensureTools(["strace"]);
  const dir = mkdtempSync(join(tmpdir(), "sonde-trace-"));
  try {
    const log = join(dir, "log");
    const strace = ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", "trace=%file", "-o", log];
    const done = await run([...strace, ...argv], cwd);
    return { ...done, accesses: readLog(readFileSync(log, "utf8"), cwd) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** What a link says and what is mounted come before the path, and are none themselves. */
const notAPath = /^(\d+ +(?:symlink|symlinkat|mount)\()"(?:[^"\\]|\\.)*", /;

/** Lines like `12 openat(AT_FDCWD</cwd>, "name", O_RDONLY) = 3</cwd/name>`. */
function readLog(text: string, cwd: string): Access[] {
  return text.split("\n").flatMap((line) => {
    const named = line.replace(notAPath, "$1");
    const match = /^\d+ +(\w+)\((?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"(.*)$/.exec(
      named,
    );
    if (match === null) return [];
    const [, call = "", base = cwd, name = "", rest = ""] = match;
    if (call === "getcwd" || (name === "" && rest.includes("AT_EMPTY_PATH"))) return [];
    const changes = changing.test(call) || /O_(WRONLY|RDWR|CREAT)/.test(rest);
    return [{ call, path: resolve(base, name), changes }];
  });
}
