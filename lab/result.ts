/** What a run of the lab found. Pure. */
import type { Outcome } from "./case.ts";

export type Verdict = Outcome;

export interface Result {
  /** `x86_64 6.1`. */
  readonly kernel: string;
  readonly mode: string;
  readonly test: string;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** Impossible and not available. */
  readonly skipped: number;
}

export function totals(results: readonly Result[]): Totals {
  const count = (...names: Verdict["result"][]) =>
    results.filter(({ verdict }) => names.includes(verdict.result)).length;
  return {
    passed: count("pass"),
    failed: count("fail"),
    skipped: count("impossible", "not available"),
  };
}
