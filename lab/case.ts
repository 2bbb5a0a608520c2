/** What a case is: data and one function, the same on every machine. */
import type { Machine } from "./machine.ts";

/** A flavour that sonde did not use, and why. */
export interface Rejected {
  readonly flavour: string;
  readonly reason: string;
}

/** What sonde rejected must be known to be impossible here, even where something else worked. */
export type Outcome =
  | { readonly result: "pass"; readonly rejected?: readonly Rejected[] }
  | { readonly result: "fail"; readonly reason: string }
  /** The kernel can't, and this is how sonde itself said so. */
  | {
      readonly result: "impossible";
      readonly reason: string;
      readonly rejected?: readonly Rejected[];
    }
  /** What is needed could not be had: the kernel, its headers. */
  | { readonly result: "not available"; readonly reason: string };

/** Something that may be impossible, with the reason that sonde must give. */
export interface Limit {
  /** Globs; any when left out. */
  readonly kernel?: string;
  readonly arch?: string;
  readonly mode?: string;
  readonly test?: string;
  /** With "-" for "/". */
  readonly flavour?: string;
  /** What sonde must say. */
  readonly reason: RegExp;
  /** The fact about the kernel behind it. */
  readonly why: string;
}

export interface Case {
  readonly name: string;
  /** The audit point that it checks. */
  readonly point?: string;
  /** It forces a flavour of this door, so only modes that say so run it. */
  readonly door?: string;
  /** Only these modes. */
  readonly modes?: readonly string[];
  /** Only these machines: "x86_64 6.12", "x86_64 native". */
  readonly machines?: readonly string[];
  /** What is impossible for this case alone; the rest is in lab/impossible.ts. */
  readonly limits?: readonly Limit[];
  run(machine: Machine): Promise<Outcome>;
}

export const pass: Outcome = { result: "pass" };

export function fail(reason: string): Outcome {
  return { result: "fail", reason };
}

/** What a mode says about the cases that it runs on a machine: lab/modes.ts. */
export interface Runs {
  readonly name: string;
  /** As in Case.machines. */
  readonly machine: string;
  /** Glob of cases about points. */
  readonly points?: string;
  /** Glob of doors. */
  readonly forced?: string;
}

/** Those that a mode runs. */
export function casesIn({ name, machine, points, forced }: Runs, cases: readonly Case[]): Case[] {
  const fits = (glob: string | undefined, word: string): boolean =>
    glob !== undefined && new Bun.Glob(glob).match(word);
  return cases.filter((one) => {
    if (one.machines?.includes(machine) === false) return false;
    if (one.modes !== undefined) return one.modes.includes(name);
    if (one.door !== undefined) return fits(forced, one.door);
    return one.point === undefined || fits(points, one.name);
  });
}
