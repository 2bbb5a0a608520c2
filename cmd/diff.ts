/** sonde diff: what a later recording, or probe, shows that an earlier one did not. */
import { exitCode, SondeError } from "../lib/error.ts";
import { compareProbes } from "../lib/probe/diff.ts";
import { diffText } from "../lib/probe/diff-text.ts";
import { isPrinted, readProbe } from "../lib/probe/source.ts";
import { compareRecordings } from "../lib/report/diff/compare.ts";
import { recordingDiffJson } from "../lib/report/diff/diff-json.ts";
import { recordingDiffText } from "../lib/report/diff/diff-text.ts";
import { portrait } from "../lib/report/diff/portrait.ts";
import { jsonText } from "../lib/report/json.ts";
import { visible } from "../lib/report/visible.ts";
import { wholeNumber } from "./arguments.ts";
import { print, terminal } from "./output.ts";
import { rewindable } from "./rewindable.ts";

interface DiffFlags {
  readonly json: boolean;
  /** Rows of each table. */
  readonly top: string | undefined;
}

const rows = 20;

/** Returns as diff(1) does: 0 nothing differs, 1 something does. @throws SondeError */
export function diff(older: string, newer: string, flags: DiffFlags): number {
  const before = rewindable(older);
  const after = rewindable(newer);
  const isSame =
    isPrinted(before) || isPrinted(after)
      ? diffProbes(before, after, flags)
      : diffRecordings(before, after, flags);
  return isSame ? exitCode.done : exitCode.checkFailed;
}

/** At least one is a printed probe; the other may be a recording that holds one. */
function diffProbes(before: string, after: string, { json }: DiffFlags): boolean {
  const changes = compareProbes(readProbe(before), readProbe(after));
  const { columns, colour } = terminal();
  print(json ? jsonText(changes) : diffText(changes, columns, colour));
  return changes.length === 0;
}

function diffRecordings(before: string, after: string, { json, top }: DiffFlags): boolean {
  const limit = top === undefined ? rows : wholeNumber(top);
  const found = compareRecordings(portrait(before), portrait(after));
  print(json ? recordingDiffJson(found) : recordingDiffText(found, { ...terminal(), limit }));
  const damaged = [found.before, found.after].find(({ ending }) => ending.state === "damaged");
  if (damaged === undefined) return found.isSame;
  throw new SondeError(
    exitCode.badInput,
    `${visible(damaged.path)} is damaged: only what comes before the damage was compared`,
    `\`sonde verify ${visible(damaged.path)}\` says what holds.`,
  );
}
