/**
 * Puts the programs in place: for each point the best flavour that loads and attaches on this
 * kernel. What fails is kept with its reason and the next one is tried.
 */

import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import type { Program } from "../events.gen.ts";
import { hasTracepointBtf, tracepointId } from "../kernel/tracefs.ts";
import { type Flavour, type PointName, point } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { BpfError, BpfObject, type Link } from "./object.ts";

export interface Wish {
  readonly points: readonly PointName[];
  /** Points whose flavour the user has chosen. */
  readonly forced: ReadonlyMap<PointName, string>;
}

export interface Hooks {
  readonly object: BpfObject;
  readonly links: readonly Link[];
  readonly plan: readonly PlannedPoint[];
}

/** Why a program cannot be used here. */
type Rejections = Map<Program, string>;

/**
 * Loads and attaches. `prepare` sets up a freshly opened object (sizes, constants) and runs again
 * for every new attempt. @throws SondeError when no point at all is possible
 */
export function attachHooks(wish: Wish, prepare: (object: BpfObject) => void): Hooks {
  const rejected: Rejections = new Map();
  rejectMissing(wish, rejected);
  for (;;) {
    const plan = wish.points.map((name) => choose(name, wish, rejected));
    const chosen = new Map(
      plan.flatMap(({ flavour }) => (flavour ? [[flavour.program, flavour]] : [])),
    );
    if (chosen.size === 0) throw nothingPossible(plan);
    const attempt = tryAll([...chosen.values()], prepare, rejected);
    if (attempt) return { ...attempt, plan: plan.map(({ planned }) => planned) };
  }
}

interface Choice {
  readonly flavour: Flavour | undefined;
  readonly planned: PlannedPoint;
}

/** The first flavour that nothing speaks against. */
function choose(name: PointName, wish: Wish, rejected: Rejections): Choice {
  const forced = wish.forced.get(name);
  const ladder = point(name).flavours.filter((f) => forced === undefined || f.name === forced);
  const flavour = ladder.find((f) => !rejected.has(f.program));
  return {
    flavour,
    planned: {
      point: name,
      flavour: flavour?.name ?? null,
      program: flavour?.program ?? null,
      state: flavour ? "attached" : "not possible",
      rejected: ladder.flatMap((f) => {
        const reason = rejected.get(f.program);
        return reason === undefined ? [] : [{ flavour: f.name, reason }];
      }),
    },
  };
}

/** A tracepoint that is not in the kernel's BTF does not exist: no need to try its programs. */
function rejectMissing(wish: Wish, rejected: Rejections): void {
  for (const name of wish.points) {
    for (const { tracepoint, program } of point(name).flavours) {
      if (hasTracepointBtf(tracepoint.name) !== false) continue;
      rejected.set(program, `this kernel has no tracepoint ${tracepoint.name}`);
    }
  }
}

/** Undefined after a failure, which is then in `rejected`. */
function tryAll(
  flavours: readonly Flavour[],
  prepare: (object: BpfObject) => void,
  rejected: Rejections,
): Omit<Hooks, "plan"> | undefined {
  const object = BpfObject.open();
  const links: Link[] = [];
  const known = rejected.size;
  try {
    prepare(object);
    object.selectPrograms(["whoami", ...flavours.map(({ program }) => program)]);
    object.load();
    for (const flavour of flavours) attachOne(object, flavour, links, rejected);
    if (rejected.size === known) return { object, links };
  } catch (error) {
    if (!(error instanceof BpfError)) throw error;
    const culprit = flavours.find(({ program }) => error.log.includes(`prog '${program}': `));
    if (!culprit) throw loadFailed(error);
    rejected.set(culprit.program, reasonOf("load", error));
  }
  for (const link of links) link.detach();
  object.close();
  return undefined;
}

function attachOne(object: BpfObject, flavour: Flavour, links: Link[], rejected: Rejections): void {
  const { program, tracepoint, viaPerf } = flavour;
  try {
    if (viaPerf) {
      links.push(object.attachPerf(program, tracepointId(tracepoint.category, tracepoint.name)));
    } else {
      links.push(object.attach(program));
    }
  } catch (error) {
    if (!(error instanceof BpfError || error instanceof SondeError)) throw error;
    rejected.set(program, error instanceof BpfError ? reasonOf("attach", error) : error.message);
  }
}

/** "load: EACCES: <the last telling line of the log>". */
function reasonOf(step: string, error: BpfError): string {
  const lines = error.log
    .split("\n")
    .filter((line) => line && !/^(processed|libbpf:|-- |verif|stack)/.test(line));
  const last = lines.at(-1);
  return `${step}: ${errnoName(error.errno)}${last === undefined ? "" : `: ${last.trim()}`}`;
}

function loadFailed(error: BpfError): SondeError {
  const name = errnoName(error.errno);
  if (name === "EPERM" || name === "EACCES") {
    return new SondeError(
      exitCode.notPermitted,
      `not permitted to load BPF programs (${error.message}: ${name})`,
      "Run as root, or with CAP_BPF and CAP_PERFMON; in a container its seccomp profile must allow bpf().",
      error,
    );
  }
  return new SondeError(
    exitCode.unsupported,
    `${error.message}: ${name}\n${error.log.trim()}`,
    "`sonde probe` shows what this kernel allows.",
    error,
  );
}

function nothingPossible(plan: readonly Choice[]): SondeError {
  const reasons = plan.flatMap(({ planned }) =>
    planned.rejected.map((r) => `  ${planned.point}: ${r.flavour}: ${r.reason}`),
  );
  return new SondeError(
    exitCode.unsupported,
    `none of the points can be watched on this kernel\n${reasons.join("\n")}`,
    "`sonde probe` shows what this kernel allows.",
  );
}
