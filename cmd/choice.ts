/** What the options of a summary choose. */
import { pointNames } from "../lib/points.ts";
import { type Choice, everything, type Instant, inFull } from "../lib/report/choice.ts";
import { sectionNames } from "../lib/report/section-names.ts";
import { duration, matches, usage, wholeNumber } from "./arguments.ts";

export interface ChoiceFlags {
  readonly json: boolean;
  /** Rows of each table; undefined: 10, and with json all. */
  readonly top: string | undefined;
  readonly section: readonly string[];
  readonly process: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly events: string | undefined;
}

/** @throws SondeError for what does not exist */
export function choiceOf(flags: ChoiceFlags): Choice {
  const standard = flags.json ? inFull : everything;
  const { top, section, process, events } = flags;
  const [since, until] = period(flags);
  return {
    limit: top === undefined ? standard.limit : wholeNumber(top),
    sections: section.length === 0 ? standard.sections : new Set(section.flatMap(namesIn)),
    isPoint: events === undefined ? standard.isPoint : pointFilter(events),
    pid: process === undefined ? null : wholeNumber(process),
    since,
    until,
  };
}

/** "network,notRun": as in JSON, in any case. */
function namesIn(list: string): string[] {
  return list.split(",").map((word) => {
    const name = word.trim().replaceAll("-", "").toLowerCase();
    const known = sectionNames.find((each) => each.toLowerCase() === name);
    if (known !== undefined) return known;
    throw usage(`no section is called "${word}"`, `There are ${sectionNames.join(", ")}.`);
  });
}

/** A recording may hold points that this version does not know: a glob matches them as well. */
function pointFilter(list: string): (point: string) => boolean {
  const globs = list.split(",").map((glob) => glob.trim());
  const wrong = globs.find((glob) => !pointNames.some((name) => matches(glob, name)));
  if (wrong !== undefined && !wrong.includes("*")) {
    throw usage(`no audit point is called "${wrong}"`, `There are ${pointNames.join(", ")}.`);
  }
  return (point) => globs.some((glob) => matches(glob, point));
}

/** Which of two ends comes first is known where both are of a kind. */
function period({ since, until }: ChoiceFlags): readonly [Instant | null, Instant | null] {
  const from = since === undefined ? null : instant(since);
  const to = until === undefined ? null : instant(until);
  if (from === null || to === null) return [from, to];
  const isEmpty =
    "after" in from ? "after" in to && from.after > to.after : "wall" in to && from.wall > to.wall;
  if (isEmpty) {
    throw usage(`--until ${until} is before --since ${since}`, "Nothing can lie between them.");
  }
  return [from, to];
}

/** "90s" after the recording's beginning, or a date with its time. */
function instant(text: string): Instant {
  if (/^0+s?$/.test(text)) return { after: 0 };
  const hint = "Write it like 90s (after the beginning) or 2026-11-20T10:40:36Z.";
  const isDate = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text);
  if (!isDate) return { after: duration(text, hint) * 1e6 };
  const ms = Date.parse(text.replace(" ", "T"));
  if (Number.isNaN(ms)) throw usage(`"${text}" is not a time`, hint);
  return { wall: BigInt(ms) * 1_000_000n };
}
