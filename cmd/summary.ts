import { exitCode, SondeError } from "../lib/error.ts";
import { everything, inFull } from "../lib/report/choice.ts";
import { summarize } from "../lib/report/summary.ts";
import { summaryJson } from "../lib/report/summary-json.ts";
import { summaryText } from "../lib/report/summary-text.ts";
import { visible } from "../lib/report/visible.ts";
import { print, terminal } from "./output.ts";

export interface SummaryFlags {
  readonly json: boolean;
  /** Rows of each table; undefined: 10, and with json all. */
  readonly top: number | undefined;
}

/** Rows of the tree of processes for each row of another table. */
const treeFactor = 4;

/**
 * Summarises recordings, one after the other; "-" is standard input.
 * @throws SondeError also for a damaged one, when all that can be read of it is printed
 */
export function summary(paths: readonly string[], flags: SummaryFlags): void {
  const standard = flags.json ? inFull : everything;
  const limit = flags.top ?? standard.limit;
  let damaged: string | undefined;
  for (const [i, path] of paths.entries()) {
    const summary = summarize(path, { ...standard, limit });
    const layout = { ...terminal(), treeRows: limit * treeFactor };
    if (i > 0 && !flags.json) print("\n");
    print(flags.json ? summaryJson(summary) : summaryText(summary, layout));
    if (summary.ending.state === "damaged") damaged ??= path;
  }
  if (damaged === undefined) return;
  throw new SondeError(
    exitCode.badInput,
    `${visible(damaged)} is damaged: what comes before the damage is summarised`,
    `\`sonde verify ${visible(damaged)}\` says what holds.`,
  );
}
