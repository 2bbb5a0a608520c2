/** Where a recording can't say that something did not happen. */

import { commandLine } from "../command-line.ts";
import { blindRules, watchedPoints } from "../findings/coverage.ts";
import { rules } from "../findings/rules.ts";
import { plural } from "../number.ts";
import { lostOf, type PointSummary } from "../summary-data.ts";
import type { Portrait } from "./portrait.ts";

export interface Gaps {
  /** Audit point -> why. */
  readonly points: ReadonlyMap<string, string>;
  /** Ids of rules that could not look. */
  readonly rules: ReadonlySet<string>;
  /** Of UNIX sockets nothing is in it. */
  readonly noUnix: boolean;
  /** All of it: why. Null: it tells what it watched. */
  readonly all: string | null;
}

/** In words that fit behind "Not known of the one: ". other: what it is compared with. */
export function gapsOf(portrait: Portrait, other: Portrait): Gaps {
  const { account } = portrait;
  const known = new Map(account.points().map((each) => [each.point, each]));
  const names = new Set([...known.keys(), ...other.account.points().map(({ point }) => point)]);
  const silent = new Set(account.incidents.flatMap(({ points }) => points));
  const points = [...names].flatMap((point) => {
    const why = pointGap(known.get(point)) ?? (silent.has(point) ? "its hook was silent" : null);
    return why === null ? [] : [[point, why] as const];
  });
  const blind = blindRules(rules, watchedPoints(account.header));
  return {
    points: new Map(points),
    rules: new Set(blind.map(({ rule }) => rule.id)),
    noUnix: account.header.filter.unix === false,
    all: wholeGap(portrait, other),
  };
}

function pointGap(point: PointSummary | undefined): string | null {
  if (point === undefined) return "not asked for";
  const { plan, counts, events } = point;
  if (plan === null) return events > 0 ? null : "not asked for";
  if (plan.flavour === null) return "not possible there";
  if (events === 0 && plan.state !== "verified") return "its hook was not seen firing";
  const lost = counts === null ? 0 : lostOf(counts);
  if (lost > 0) return `${plural(lost, "event")} lost`;
  return counts?.missed ? `${plural(counts.missed, "event")} missed` : null;
}

function wholeGap({ account, ending }: Portrait, other: Portrait): string | null {
  if (ending.state === "damaged") return "the file is damaged";
  const { trailer, header } = account;
  if (trailer !== null && trailer.unfollowed > 0) {
    return `${plural(trailer.unfollowed, "process", "processes")} could not be followed`;
  }
  const { command, rules = [] } = header.filter;
  const theirs = other.account.header.filter;
  if (command !== null && theirs.command === null) {
    return `only \`${commandLine(command)}\` was recorded`;
  }
  const isSame = JSON.stringify(rules) === JSON.stringify(theirs.rules ?? []);
  return rules.length === 0 || isSame ? null : "its filters left something out";
}
