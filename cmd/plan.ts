/** sonde plan: how each audit point would be watched here, and why not better. */
import { exitCode } from "../lib/error.ts";
import { type Lacking, parseLacking } from "../lib/hook/lacking.ts";
import { makePlan } from "../lib/hook/plan.ts";
import { loadEach } from "../lib/hook/programs.ts";
import type { TypeSource } from "../lib/kernel/type-source.ts";
import { type Hooked, isPointName, type PointName, point, pointNames } from "../lib/points.ts";
import type { PlannedPoint } from "../lib/recording/format.ts";
import { jsonText } from "../lib/report/json.ts";
import { planText, whyText } from "../lib/report/plan-text.ts";
import { programsText } from "../lib/report/programs-text.ts";
import { visible } from "../lib/report/visible.ts";
import { flavourList, pointList, usage } from "./arguments.ts";
import { kernelTypes } from "./kernel-types.ts";
import { print, say, sayHeld, terminal } from "./output.ts";

export interface PlanFlags {
  readonly events: string | undefined;
  readonly flavour: readonly string[];
  /** A point, to be told all about. */
  readonly why: string | undefined;
  readonly selfTest: boolean;
  /** BTF for a kernel without. */
  readonly btf: string | undefined;
  /** What the kernel is to be taken for lacking. */
  readonly without: string | undefined;
  /** Every program instead of the points. */
  readonly programs: boolean;
  readonly json: boolean;
}

/** Returns the exit code: a forced flavour that cannot work, or nothing that can. @throws SondeError */
export function plan(flags: PlanFlags): number {
  const lacking = parseLacking(flags.without);
  if (flags.programs) return programs(kernelTypes(flags.btf, lacking), lacking, flags.json);
  const forced = flavourList(flags.flavour);
  const why = flags.why === undefined ? undefined : knownPoint(flags.why);
  const wanted = why === undefined ? pointList(flags.events ?? "*") : [why];
  const points = [...new Set([...wanted, ...forced.keys()])];
  const types = kernelTypes(flags.btf, lacking);
  const made = makePlan({ points, forced, types, lacking, selfTest: flags.selfTest }, sayHeld);
  if (flags.json) print(jsonText(made));
  else printed(made, why);
  const failed = made.filter(({ point: name, flavour }) => {
    return flavour === null && isPointName(name) && forced.has(name);
  });
  for (const { point: name, rejected } of failed) {
    say(`sonde: ${name} cannot be hooked that way: ${rejected.at(-1)?.reason ?? "no reason"}`);
  }
  if (failed.length > 0) return exitCode.checkFailed;
  return made.some(({ flavour }) => flavour !== null) ? exitCode.done : exitCode.unsupported;
}

function programs(types: TypeSource, lacking: Lacking, json: boolean): number {
  const loaded = loadEach(types, lacking);
  print(json ? jsonText(loaded) : programsText(loaded, terminal().columns));
  return exitCode.done;
}

function knownPoint(name: string): PointName {
  if (isPointName(name)) return name;
  throw usage(`no audit point is called "${visible(name)}"`, `There are ${pointNames.join(", ")}.`);
}

function printed(made: readonly PlannedPoint[], why: PointName | undefined): void {
  const { columns, colour } = terminal();
  const one = made.find((planned) => planned.point === why);
  if (one === undefined || why === undefined) {
    print(planText(made, columns, colour));
    return;
  }
  const flavours = point(why).flavours.map(({ name, hooks, blind }) => {
    return { name, hooks: hooks.map(placeOf), blind };
  });
  print(whyText(one, point(why).desc, flavours, columns));
}

const placeOf = ({ hook }: Hooked): string => `${hook.via} ${hook.name}`;
