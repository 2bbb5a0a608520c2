/** Chooses: for each point the first flavour that nothing speaks against, and says why not better. */
import { exitCode, SondeError } from "../error.ts";
import { preemptiblePrograms } from "../kernel/preemption.ts";
import { hasTracepointBtf } from "../kernel/tracefs.ts";
import { type Flavour, type PointName, point } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import type { Rejections } from "./rejections.ts";

export interface Wish {
  readonly points: readonly PointName[];
  /** Points whose flavour the user has chosen. */
  readonly forced: ReadonlyMap<PointName, string>;
}

export interface Choice {
  readonly point: PointName;
  /** Undefined: the point is not possible here. */
  readonly flavour: Flavour | undefined;
  readonly rejected: readonly { readonly flavour: string; readonly reason: string }[];
}

/** Why a flavour that works is not the first choice on this kernel. */
const mayBePreempted = "may be preempted on this kernel (7.0 or newer), which then misses events";

/** @throws SondeError when nothing at all is possible */
export function choose({ points, forced }: Wish, rejections: Rejections): readonly Choice[] {
  const choices = points.map((name) => chooseOne(name, forced.get(name), rejections));
  if (choices.every(({ flavour }) => flavour === undefined)) throw nothingPossible(choices);
  return choices;
}

function chooseOne(name: PointName, only: string | undefined, rejections: Rejections): Choice {
  const ladder = point(name).flavours.filter((f) => only === undefined || f.name === only);
  const steady = preemptiblePrograms() ? ladder.filter(({ viaPerf }) => viaPerf) : ladder;
  const usable = (f: Flavour) => rejections.reason(name, f) === undefined;
  const flavour = steady.find(usable) ?? ladder.find(usable);
  const better = ladder.slice(0, flavour ? ladder.indexOf(flavour) : ladder.length);
  return {
    point: name,
    flavour,
    rejected: ladder.flatMap((f) => {
      const reason =
        rejections.reason(name, f) ?? (better.includes(f) ? mayBePreempted : undefined);
      return reason === undefined ? [] : [{ flavour: f.name, reason }];
    }),
  };
}

/** A tracepoint that is not in the kernel's BTF does not exist: no need to try its programs. */
export function rejectMissing({ points }: Wish, rejections: Rejections): void {
  for (const { tracepoint, program } of points.flatMap((name) => point(name).flavours)) {
    if (hasTracepointBtf(tracepoint.name) !== false) continue;
    rejections.program(program, `this kernel has no tracepoint ${tracepoint.name}`);
  }
}

/** As it goes into the recording. */
export function planned(choice: Choice, state: PlannedPoint["state"]): PlannedPoint {
  return {
    point: choice.point,
    flavour: choice.flavour?.name ?? null,
    program: choice.flavour?.program ?? null,
    state: choice.flavour ? state : "not possible",
    rejected: choice.rejected,
  };
}

function nothingPossible(choices: readonly Choice[]): SondeError {
  const reasons = choices.flatMap(({ point, rejected }) =>
    rejected.map(({ flavour, reason }) => `  ${point}: ${flavour}: ${reason}`),
  );
  return new SondeError(
    exitCode.unsupported,
    `none of the points can be watched on this kernel\n${reasons.join("\n")}`,
    "`sonde probe` shows what this kernel allows.",
  );
}
