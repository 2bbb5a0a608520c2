/** What a case is: data and one function, the same on every machine. */
import type { Machine } from "./machine.ts";

export type Outcome =
  | { readonly result: "pass" }
  | { readonly result: "fail"; readonly reason: string }
  /** The kernel can't, and this is how sonde itself said so. */
  | { readonly result: "impossible"; readonly reason: string };

export interface Case {
  readonly name: string;
  /** The audit point that it checks. */
  readonly point?: string;
  /** Only in these modes; in all when left out. */
  readonly modes?: readonly string[];
  run(machine: Machine): Promise<Outcome>;
}

export const pass: Outcome = { result: "pass" };

export function fail(reason: string): Outcome {
  return { result: "fail", reason };
}

/** Those that a mode has. */
export function casesIn(mode: string, cases: readonly Case[]): Case[] {
  return cases.filter(({ modes }) => modes === undefined || modes.includes(mode));
}
