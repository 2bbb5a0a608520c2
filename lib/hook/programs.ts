/** Every program of the object on this kernel: does it load, and what did that cost the verifier. */
import type { Program } from "../events.gen.ts";
import { possibleCpus } from "../kernel/cpus.ts";
import { requireFloor } from "../kernel/floor.ts";
import { type TypeSource, typeBytes } from "../kernel/type-source.ts";
import { type Hooked, point, pointNames } from "../points.ts";
import { loadPrograms } from "./attach.ts";
import { canaryHooks } from "./canary.ts";
import { configOf, objectWith } from "./config.ts";
import { compileFilters } from "./filters.ts";
import { fittingObject } from "./fitting-object.ts";
import type { Lacking } from "./lacking.ts";
import { type Choice, rejectMissing } from "./ladder.ts";
import type { BpfObject } from "./object.ts";
import type { ObjectOptions } from "./object-options.ts";
import { prepareObject } from "./prepare.ts";
import { Rejections } from "./rejections.ts";
import { chooseTransport } from "./transport.ts";

export interface LoadedProgram {
  readonly program: Program;
  /** "fexit do_unlinkat" */
  readonly hook: string;
  /** What the verifier looked at, with those that it looked at again; null: the program did not load. */
  readonly instructions: number | null;
  /** What the verification took, µs. */
  readonly verification: number | null;
  /** Why it did not load. */
  readonly reason: string | null;
}

/** Nothing is attached. @throws SondeError when nothing may be loaded */
export function loadEach(types: TypeSource, lacking: Lacking): readonly LoadedProgram[] {
  requireFloor();
  const rejections = new Rejections();
  rejectMissing({ points: pointNames }, types, lacking, rejections);
  const logs = loadAll(types, lacking, rejections);
  return allHooked().map(({ program, hook }) => {
    const log = logs.get(program);
    return {
      program,
      hook: `${hook.via} ${hook.name}`,
      instructions: figure(log, /^processed (\d+) insns/m),
      verification: figure(log, /^verification time (\d+) usec/m),
      reason: rejections.of({ program, hook }) ?? null,
    };
  });
}

/** What the verifier says of each program that it takes; the others are rejected. */
function loadAll(
  types: TypeSource,
  lacking: Lacking,
  rejections: Rejections,
): ReadonlyMap<Program, string> {
  const options = fullest(lacking);
  const choices = fullestChoices();
  const config = configOf(options, choices);
  const { object, plain } = fittingObject(types);
  const files = { object: objectWith(config, object, lacking), plain, btf: typeBytes(types) };
  for (;;) {
    const hooked = allHooked().filter((one) => rejections.of(one) === undefined);
    const logs = new Map<Program, Uint8Array>();
    const prepare = (object: BpfObject, some: readonly Hooked[]) => {
      prepareObject(object, options, choices, config, false);
      // One that is tried alone was refused, and the log is to say why.
      if (some.length === 1) return;
      for (const { program } of some) logs.set(program, object.askVerifier(program));
    };
    const object = loadPrograms(hooked, files, prepare, rejections);
    if (object === undefined) continue;
    object.close();
    return new Map([...logs].map(([program, log]) => [program, new TextDecoder().decode(log)]));
  }
}

/** With all that may be asked of the programs, as far as it is not a point's choice. */
function fullest(lacking: Lacking): ObjectOptions {
  return {
    cpus: possibleCpus(),
    transport: chooseTransport(undefined, lacking),
    ringBytes: 1 << 16,
    treeEntries: 0,
    allCreds: true,
    unixSockets: true,
    filters: compileFilters([]),
    lacking,
  };
}

/** All at the end of system calls that can be there: the program there then has most to do. */
function fullestChoices(): readonly Choice[] {
  return pointNames.map((name) => {
    const { flavours } = point(name);
    const atEnd = flavours.find(({ hooks }) => hooks.some(({ hook }) => hook.name === "sys_exit"));
    return { point: name, flavour: atEnd ?? flavours[0], rejected: [] };
  });
}

function allHooked(): readonly Hooked[] {
  const ofPoints = pointNames.flatMap((name) => point(name).flavours.flatMap(({ hooks }) => hooks));
  const each = new Map([...ofPoints, ...canaryHooks].map((one) => [one.program, one]));
  return [...each.values()];
}

function figure(log: string | undefined, pattern: RegExp): number | null {
  const found = log === undefined ? undefined : pattern.exec(log)?.[1];
  return found === undefined ? null : Number(found);
}
