/** Chooses: for each point the first flavour that nothing speaks against, and says why not better. */
import { exitCode, SondeError } from "../error.ts";
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

/** @throws SondeError when nothing at all is possible */
export function choose({ points, forced }: Wish, rejections: Rejections): readonly Choice[] {
  const choices = points.map((name): Choice => {
    const only = forced.get(name);
    const ladder = point(name).flavours.filter((f) => only === undefined || f.name === only);
    return {
      point: name,
      flavour: ladder.find((f) => rejections.reason(name, f) === undefined),
      rejected: ladder.flatMap((f) => {
        const reason = rejections.reason(name, f);
        return reason === undefined ? [] : [{ flavour: f.name, reason }];
      }),
    };
  });
  if (choices.every(({ flavour }) => flavour === undefined)) throw nothingPossible(choices);
  return choices;
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
