import { readItems } from "../lib/recording/reader.ts";
import { summarize } from "../lib/report/summary.ts";
import { summaryJson } from "../lib/report/summary-json.ts";
import { summaryText } from "../lib/report/summary-text.ts";
import { print, terminal } from "./output.ts";

export interface SummaryFlags {
  readonly json: boolean;
  /** Rows of each table; undefined: 10, and with json all. */
  readonly top: number | undefined;
}

/** Rows of the tree of processes for each row of another table. */
const treeFactor = 4;

/** Summarises recordings, one after the other; "-" is standard input. @throws SondeError */
export function summary(paths: readonly string[], flags: SummaryFlags): void {
  const limit = flags.top ?? (flags.json ? Number.POSITIVE_INFINITY : 10);
  for (const [i, path] of paths.entries()) {
    const summary = summarize(path, readItems(path), limit);
    const layout = { ...terminal(), treeRows: limit * treeFactor };
    if (i > 0 && !flags.json) print("\n");
    print(flags.json ? summaryJson(summary) : summaryText(summary, layout));
  }
}
