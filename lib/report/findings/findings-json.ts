/** Findings as plain data for JSON: everything that a reader needs, in one object each. */
import type { Blind } from "./coverage.ts";
import type { Finding } from "./finding.ts";
import type { Found } from "./findings.ts";
import { pointsOf } from "./path-rules.ts";
import type { Rule } from "./rule.ts";

export function findingsData({ findings, more }: Found, blind: readonly Blind[]): object {
  return {
    rows: findings.map(findingData),
    more: Object.fromEntries([...more].map(([rule, events]) => [rule.id, events])),
    notLooked: blind.map(({ rule, missing }) => ({ id: rule.id, missing })),
  };
}

export function findingData({ rule, ...rest }: Finding): unknown {
  const { id, title, technique, why, look } = rule;
  return { id, title, technique, ...rest, why, look };
}

export function ruleData(rule: Rule): unknown {
  const { id, title, severity, technique, why, look } = rule;
  return { id, title, severity, technique, points: [...new Set(pointsOf(rule))], why, look };
}
