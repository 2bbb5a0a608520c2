/** What a recording can't tell, in plain words: a report is trusted only if it says this. */
import type { FilterRule, Incident, PlannedPoint } from "../recording/format.ts";
import type { Ending, StoredHeader } from "../recording/reader.ts";
import { commandLine } from "./command-line.ts";
import { countText, plural } from "./number.ts";
import type { PointSummary } from "./summary-data.ts";
import { durationText } from "./time.ts";
import { visible } from "./visible.ts";

export interface Known {
  readonly header: StoredHeader;
  readonly ending: Ending;
  readonly points: readonly PointSummary[];
  /** What happened while it ran, in its order. */
  readonly incidents: readonly Incident[];
  /** Items that this version does not know. */
  readonly unknown: number;
  /** Processes that could not be followed. */
  readonly unfollowed: number;
  /** When seen and lost were last written down, in seconds from the beginning; null: never. */
  readonly countedSeconds: number | null;
}

/** One sentence each, the most serious first. Fit to be printed. */
export function blindSpots(known: Known): string[] {
  return [
    ...torn(known),
    ...lost(known),
    ...happened(known),
    ...notPossible(known),
    ...notTried(known),
    ...unfollowed(known),
    ...missed(known),
    ...narrowed(known),
    ...notUnderstood(known),
  ];
}

function torn({ ending, countedSeconds }: Known): string[] {
  const { state, at, rest } = ending;
  if (state === "complete") return [];
  const counted =
    countedSeconds === null
      ? "What was lost is not known at all."
      : `What was lost is known up to ${durationText(countedSeconds * 1e9)} after the beginning.`;
  if (state === "damaged") {
    return [`Everything from byte ${at} on: ${visible(ending.reason ?? "")}. ${counted}`];
  }
  const torn = rest ? `, with ${plural(rest, "byte")} of a torn item behind it` : "";
  return [
    `The end: the file was cut, or its recorder killed, at byte ${at}${torn}. What came later is not in it. ${counted}`,
  ];
}

const lossWords: ReadonlyMap<string, string> = new Map([
  ["buffer", "because the buffer was full"],
  ["scratch", "because no working memory was free"],
  ["map", "because a table was full"],
]);

function lost({ points }: Known): string[] {
  return points.flatMap(({ point, counts }) => {
    const reasons = Object.entries(counts?.lost ?? {}).filter(([, count]) => count > 0);
    if (reasons.length === 0) return [];
    const each = reasons.map(
      ([reason, count]) => `${countText(count)} ${lossWords.get(reason) ?? visible(reason)}`,
    );
    return [`${point}: events were lost, ${each.join(", ")}.`];
  });
}

function happened({ header, incidents }: Known): string[] {
  const began = BigInt(header.time.clock);
  return incidents.map(({ ts, text }) => {
    const after = durationText(Number(BigInt(ts) - began));
    return `${after} after the beginning: ${visible(text)}.`;
  });
}

function notPossible({ points }: Known): string[] {
  return points.flatMap(({ point, plan }) => {
    if (plan === null || plan.flavour !== null) return [];
    return [`${point}: not possible on this kernel: ${reasons(plan)}`];
  });
}

/** Why no flavour could be used; what is the same for all is said once. */
function reasons({ rejected }: PlannedPoint): string {
  const different = new Set(rejected.map(({ reason }) => reason));
  if (different.size === 1) return `${visible(rejected[0]?.reason ?? "")}.`;
  const each = rejected.map(({ flavour, reason }) => `${visible(flavour)}: ${visible(reason)}`);
  return each.length === 0 ? "no reason given." : `${each.join("; ")}.`;
}

/** No event, and nobody made sure that there would be one. */
function notTried({ points }: Known): string[] {
  const silent = points.filter(
    ({ plan, events }) =>
      plan !== null && plan.flavour !== null && plan.state !== "verified" && events === 0,
  );
  if (silent.length === 0) return [];
  const names = silent.map(({ point }) => point).join(", ");
  return [
    `${names}: no event, and the hook was attached but not seen firing. Perhaps nothing happened, perhaps it does not work here.`,
  ];
}

function unfollowed({ unfollowed: count }: Known): string[] {
  if (count === 0) return [];
  return [
    `${plural(count, "process", "processes")} of the command could not be followed: the table was full.`,
  ];
}

function missed({ points }: Known): string[] {
  const counted = points.flatMap(({ point, counts }) =>
    counts?.missed
      ? [`${point}: ${countText(counts.missed)} events while the kernel skipped the hook.`]
      : [],
  );
  const watched = points.filter(({ plan }) => plan?.flavour);
  const uncounted = watched.filter(({ counts }) => counts !== null && counts.missed === null);
  if (uncounted.length === 0) return counted;
  const which =
    uncounted.length === watched.length
      ? "every point"
      : uncounted.map((each) => each.point).join(", ");
  return [...counted, `Whether the kernel ever skipped a hook (missed) is unknown for ${which}.`];
}

/** That UNIX sockets have too. */
const socketPoints: ReadonlySet<string> = new Set(
  ["connect", "bind", "listen", "accept"].map((name) => `net.${name}`),
);

function narrowed({ header, points }: Known): string[] {
  const { command, rules = [], redacted = false, unix } = header.filter;
  const planned = new Set(points.map(({ point }) => point));
  const left = header.schema
    .map(({ name }) => name)
    .filter((name) => name !== "process" && !planned.has(name));
  const watched = points.flatMap(({ point, plan }) => (plan?.flavour ? [point] : []));
  return [
    ...(command === null
      ? []
      : [
          `All other processes: only \`${commandLine(command)}\` and what it started was recorded.`,
        ]),
    ...(header.previous ? [`What came before: it is in ${visible(header.previous.file)}.`] : []),
    ...(rules.length === 0 ? [] : [rulesText(rules)]),
    ...(redacted ? ["What looked like a secret in arguments: it is masked (--redact)."] : []),
    ...(unix !== false || !watched.some((point) => socketPoints.has(point))
      ? []
      : ["UNIX sockets: not asked for (--unix)."]),
    ...(left.length === 0 ? [] : [`Not asked for: ${left.join(", ")}.`]),
  ];
}

/** In the words of the command line; paths and ports say nothing about events without. */
function rulesText(rules: readonly FilterRule[]): string {
  const options = rules.map(
    ({ field, value, exclude }) => `--${exclude ? "not-" : ""}${field} ${visible(value)}`,
  );
  return `Whatever these filters left out, in the kernel: ${options.join(" ")}.`;
}

function notUnderstood({ unknown }: Known): string[] {
  if (unknown === 0) return [];
  return [`${plural(unknown, "item")} of a kind that this version of sonde does not know.`];
}
