/** sonde diff: what a later probe says that an earlier one did not. */
import { exitCode } from "../lib/error.ts";
import { compareProbes } from "../lib/probe/diff.ts";
import { diffText } from "../lib/probe/diff-text.ts";
import { readProbe } from "../lib/probe/source.ts";
import { jsonText } from "../lib/report/json.ts";
import { print, terminal } from "./output.ts";

/** Recordings that hold a probe, or printed ones. @throws SondeError */
export function diff(before: string, after: string, { json }: { readonly json: boolean }): number {
  const changes = compareProbes(readProbe(before), readProbe(after));
  const { columns, colour } = terminal();
  print(json ? jsonText(changes) : diffText(changes, columns, colour));
  return exitCode.done;
}
