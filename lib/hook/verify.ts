/** Which of the attached hooks are seen firing: the self-test, and what its counters say. */
import { kindBits, type PointName } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import type { ControlBlock } from "./control.ts";
import type { Counters } from "./counters.ts";
import type { Choice } from "./ladder.ts";
import type { BpfObject } from "./object.ts";
import { runSelfTest, type Trial } from "./self-test.ts";

export type Verdict = "fired" | "silent" | "not tried";

/**
 * What the self-test's child does reaches the counters, and nothing else. enlist: a descriptor of the
 * program of that name; -1: there is none that can be run.
 */
export function verify(
  object: BpfObject,
  enlist: number,
  control: ControlBlock,
  self: number,
  counters: Counters,
  choices: readonly Choice[],
): ReadonlyMap<PointName, Verdict> {
  const hooked = choices.flatMap(({ flavour, point }) => (flavour ? [point] : []));
  const enabled = kindBits(hooked);
  control.write({ self, enabled, follow: 1, testing: 1 });
  const trials = runSelfTest(enlist, object.mapFd("tree"));
  control.write({ self });
  const tallies = counters.read(hooked);
  return new Map(
    hooked.map((name) => [name, verdict(tallies.get(name)?.fired ?? 0, trials.get(name))]),
  );
}

function verdict(fired: number, trial: Trial | undefined): Verdict {
  if (fired > 0) return "fired";
  return trial?.done ? "silent" : "not tried";
}

/** As the plan has it; without a self-test there is no verdict. */
export function stateOf(verdict: Verdict | undefined): PlannedPoint["state"] {
  if (verdict === undefined) return "attached";
  return verdict === "fired" ? "verified" : "unverified";
}
