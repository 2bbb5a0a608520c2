/** Chooses: for each point the first flavour that nothing speaks against, and says why not better. */
import { exitCode, SondeError } from "../error.ts";
import { type BtfName, findNames } from "../kernel/btf-names.ts";
import { preemptiblePrograms } from "../kernel/preemption.ts";
import { hasTracepointEvent } from "../kernel/tracefs.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import { type Flavour, type Hook, type PointName, point } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { canaryHooks } from "./canary.ts";
import type { Lacking } from "./lacking.ts";
import type { Rejections } from "./rejections.ts";
import { rejectReading } from "./typed.ts";

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

/** @throws NothingPossible */
export function choose({ points, forced }: Wish, rejections: Rejections): readonly Choice[] {
  const choices = shareExec(points.map((name) => chooseOne(name, forced.get(name), rejections)));
  if (choices.every(({ flavour }) => flavour === undefined)) throw new NothingPossible(choices);
  return choices;
}

/** Helpers that are seen when they run are seen by the very program that sees what runs. */
function shareExec(choices: readonly Choice[]): readonly Choice[] {
  const exec = choices.find(({ point }) => point === "process.exec")?.flavour;
  if (exec === undefined) return choices;
  return choices.map((choice) => {
    const own = choice.flavour?.hooks[0].hook.name === exec.hooks[0].hook.name;
    if (choice.point === "process.exec" || !own) return choice;
    const program = exec.hooks[0].program;
    const flavour = point(choice.point).flavours.find((f) => f.hooks[0].program === program);
    return { ...choice, flavour };
  });
}

function chooseOne(name: PointName, only: string | undefined, rejections: Rejections): Choice {
  const ladder = point(name).flavours.filter((f) => only === undefined || f.name === only);
  const usable = (f: Flavour) => rejections.reason(name, f) === undefined;
  const first = ladder.find(usable);
  const flavour = first && (steadier(first, ladder).find(usable) ?? first);
  const better = ladder.slice(0, flavour ? ladder.indexOf(flavour) : ladder.length);
  return {
    point: name,
    flavour,
    rejected: better.map((f) => ({
      flavour: f.name,
      reason: rejections.reason(name, f) ?? mayBePreempted,
    })),
  };
}

/** The flavours on the same tracepoint that are not preempted, where this one may be. */
function steadier(flavour: Flavour, ladder: readonly Flavour[]): readonly Flavour[] {
  const [{ hook }] = flavour.hooks;
  if (!preemptiblePrograms() || (hook.via !== "tp_btf" && hook.via !== "raw_tp")) return [];
  return ladder.filter(({ hooks: [{ hook: other }] }) => {
    return other.via === "tracepoint" && other.name === hook.name;
  });
}

/** What is not in the kernel's BTF does not exist, and what may not read cannot work: no need to try those programs. */
export function rejectMissing(
  { points }: Pick<Wish, "points">,
  types: TypeSource,
  lacking: Lacking,
  rejections: Rejections,
): void {
  const ofPoints = points.flatMap((name) => point(name).flavours.flatMap(({ hooks }) => hooks));
  const hooked = [...ofPoints, ...canaryHooks];
  rejectReading(hooked, types, lacking, rejections);
  const own = types.from === "kernel";
  const found = own ? findNames(hooked.map(({ hook }) => typeOf(hook))) : "ENOENT";
  const ids = typeof found === "string" ? undefined : found.ids;
  for (const { program, hook } of hooked) {
    const reason = whyMissing(hook, ids);
    if (reason !== undefined) rejections.program(program, reason);
  }
}

/** types: those that the kernel's BTF has of all that hooks have; undefined when it shows none. */
export function whyMissing(
  hook: Hook,
  types: ReadonlyMap<string, number> | undefined,
): string | undefined {
  if (types === undefined) {
    return needsBtf(hook) ? "this kernel shows no BTF, which it needs" : absent(hook);
  }
  const { kind, name } = typeOf(hook);
  if (types.has(name)) return undefined;
  // Tracepoints are in it from 5.5 on (e8c423fb31fa), functions if pahole 1.16 or newer has made it.
  const told = [...types.keys()].some((one) => kindOf(one) === kind);
  if (told) return `this kernel has no ${thing(hook)} ${hook.name}`;
  return needsBtf(hook) ? `this kernel's BTF tells nothing of any ${thing(hook)}` : absent(hook);
}

const tracepointPrefix = "btf_trace_";

const kindOf = (type: string): BtfName["kind"] =>
  type.startsWith(tracepointPrefix) ? "typedef" : "function";

/** Where tracefs alone can tell. */
function absent(hook: Hook): string | undefined {
  if (!("category" in hook) || hasTracepointEvent(hook.category, hook.name) !== false) return;
  return `this kernel has no ${thing(hook)} ${hook.name}`;
}

const needsBtf = ({ via }: Hook): boolean =>
  via === "tp_btf" || via === "fentry" || via === "fexit" || via === "lsm";

/** By what the BTF of a kernel shows that there is a place for the hook. */
function typeOf(hook: Hook): BtfName {
  switch (hook.via) {
    case "tp_btf":
    case "raw_tp":
    case "tracepoint":
      return { kind: "typedef", name: `${tracepointPrefix}${hook.name}` };
    case "lsm":
      return { kind: "function", name: `bpf_lsm_${hook.name}` };
    default:
      return { kind: "function", name: hook.name };
  }
}

function thing({ via }: Hook): string {
  if (via === "lsm") return "security module hook";
  return via === "fentry" || via === "fexit" || via === "kprobe" ? "function" : "tracepoint";
}

/** Where a point is hooked; undefined when it is not. */
export function hookOf(choices: readonly Choice[], name: PointName): string | undefined {
  return choices.find(({ point }) => point === name)?.flavour?.hooks[0].hook.name;
}

/** As it goes into the recording. */
export function planned(choice: Choice, state: PlannedPoint["state"]): PlannedPoint {
  const { flavour } = choice;
  return {
    point: choice.point,
    flavour: flavour?.name ?? null,
    program: flavour?.hooks.map(({ program }) => program).join(" + ") ?? null,
    state: flavour ? state : "not possible",
    blind: flavour?.blind ?? [],
    rejected: choice.rejected,
  };
}

/** None of the points can be watched. */
export class NothingPossible extends SondeError {
  readonly plan: readonly PlannedPoint[];

  constructor(choices: readonly Choice[]) {
    const reasons = choices.flatMap(({ point, rejected }) =>
      rejected.map(({ flavour, reason }) => `  ${point}: ${flavour}: ${reason}`),
    );
    super(
      exitCode.unsupported,
      `none of the points can be watched on this kernel\n${reasons.join("\n")}`,
      "`sonde probe` shows what this kernel allows.",
    );
    this.plan = choices.map((choice) => planned(choice, "not possible"));
  }
}
