/**
 * THE table of what may be impossible, and why. An "impossible" that is not listed is a failure: else a program that
 * the verifier refuses, or a probe that is wrong, would look like a limit of the kernel.
 */
import type { Outcome } from "./case.ts";
import type { Machine } from "./machine.ts";

export interface Limit {
  /** Globs; any when left out. */
  readonly kernel?: string;
  readonly arch?: string;
  readonly mode?: string;
  readonly test?: string;
  /** What sonde must say. */
  readonly reason: RegExp;
  /** The fact about the kernel behind it. */
  readonly why: string;
}

export const limits: readonly Limit[] = [
  {
    mode: "no-btf",
    reason: /kernel BTF is missing/,
    why: "programs are relocated by the kernel's BTF, and sonde has none of its own for these kernels",
  },
  {
    kernel: "*-no-btf",
    reason: /kernel BTF is missing/,
    why: "programs are relocated by the kernel's BTF, and sonde has none of its own for these kernels",
  },
  {
    mode: "confidentiality",
    reason: /bpf_probe_read/,
    why: "lockdown=confidentiality takes the helpers that read kernel memory away; so far every program uses one",
  },
  {
    kernel: "7.*",
    reason: /the kernel skipped the program/,
    why: "programs on tracepoints may be preempted and are then skipped; the flavour through perf is not",
  },
  {
    mode: "native",
    test: "module-{load,free}",
    reason: /no tracepoint module_(load|free)/,
    why: "a kernel without CONFIG_MODULES has no such events",
  },
];

/** Turns an "impossible" without a row into a failure. */
export function checkLimit(outcome: Outcome, test: string, machine: Machine): Outcome {
  if (outcome.result !== "impossible") return outcome;
  const fits = (glob: string | undefined, name: string) =>
    glob === undefined || new Bun.Glob(glob).match(name);
  const known = limits.some(
    (row) =>
      fits(row.kernel, machine.kernel) &&
      fits(row.arch, machine.arch) &&
      fits(row.mode, machine.mode) &&
      fits(row.test, test) &&
      row.reason.test(outcome.reason),
  );
  if (known) return outcome;
  return { result: "fail", reason: `not known to be impossible here: ${outcome.reason}` };
}
