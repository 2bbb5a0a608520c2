/** Which rules could not look, because what they look at was not recorded. */
import type { StoredHeader } from "../../recording/reader.ts";
import { pointsOf } from "./path-rules.ts";
import type { Rule } from "./rule.ts";

export interface Blind {
  readonly rule: Rule;
  /** Audit points that were missing. */
  readonly missing: readonly string[];
}

/** Audit points that have a hook. */
export function watchedPoints({ plan }: Pick<StoredHeader, "plan">): ReadonlySet<string> {
  return new Set(plan.flatMap(({ point, flavour }) => (flavour === null ? [] : [point])));
}

/** watched: audit points with a hook. A rule that remembers needs all of its points, others one. */
export function blindRules(rules: readonly Rule[], watched: ReadonlySet<string>): Blind[] {
  return rules.flatMap((rule) => {
    const points = [...new Set(pointsOf(rule))];
    const missing = points.filter((point) => !watched.has(point));
    const needed = "follow" in rule ? 1 : points.length;
    return missing.length >= needed ? [{ rule, missing }] : [];
  });
}
