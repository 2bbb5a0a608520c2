import { exitCode, SondeError } from "../lib/error.ts";
import { jsonParts } from "../lib/report/json.ts";
import { withHosts } from "../lib/report/merged.ts";
import { mergedObject } from "../lib/report/merged-json.ts";
import { mergedText } from "../lib/report/merged-text.ts";
import { summarize } from "../lib/report/summary.ts";
import type { Summary } from "../lib/report/summary-data.ts";
import { summaryObject } from "../lib/report/summary-json.ts";
import { summaryText } from "../lib/report/summary-text.ts";
import { visible } from "../lib/report/visible.ts";
import { type ChoiceFlags, choiceOf } from "./choice.ts";
import { offer, print, terminal } from "./output.ts";

/** Rows of the tree of processes for each row of another table. */
const treeFactor = 4;

/**
 * Summarises recordings, several as one; "-" is standard input.
 * @throws SondeError also for a damaged one, when all that can be read of it is printed
 */
export function summary(paths: readonly string[], flags: ChoiceFlags): void {
  const choice = choiceOf(flags);
  const layout = { ...terminal(), treeRows: choice.limit * treeFactor };
  const summaries = paths.map((path) => summarize(path, choice));
  const [only, ...others] = summaries;
  if (only !== undefined && others.length === 0) {
    if (flags.json) printObject(summaryObject(only));
    else print(summaryText(only, layout, choice));
  } else {
    const hosts = withHosts(summaries);
    if (flags.json) printObject(mergedObject(hosts, choice.limit));
    else print(mergedText(hosts, layout, choice));
  }
  refuseDamaged(summaries);
}

function printObject(object: Readonly<Record<string, unknown>>): void {
  for (const part of jsonParts(object)) if (!offer(part)) return;
}

function refuseDamaged(summaries: readonly Summary[]): void {
  const damaged = summaries.find(({ ending }) => ending.state === "damaged")?.path;
  if (damaged === undefined) return;
  throw new SondeError(
    exitCode.badInput,
    `${visible(damaged)} is damaged: what comes before the damage is summarised`,
    `\`sonde verify ${visible(damaged)}\` says what holds.`,
  );
}
