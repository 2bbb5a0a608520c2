/** Small kernel files in /proc and /sys, which may be absent. */
import { readFileSync } from "node:fs";

/** Content without the last newline, undefined where it cannot be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\n$/, "");
  } catch {
    return undefined;
  }
}
