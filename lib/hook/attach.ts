/** Loads a set of programs and attaches them, all or none. */
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { tracepointId } from "../kernel/tracefs.ts";
import type { Flavour } from "../points.ts";
import { BpfError, BpfObject, type Link } from "./object.ts";
import type { Rejections } from "./rejections.ts";

export interface Attached {
  readonly object: BpfObject;
  readonly links: readonly Link[];
}

/**
 * `prepare` sets up the freshly opened object (sizes, constants). Undefined when a program failed,
 * which is then among the rejections. @throws SondeError when it is no single program's fault
 */
export function loadAndAttach(
  flavours: readonly Flavour[],
  prepare: (object: BpfObject) => void,
  rejections: Rejections,
): Attached | undefined {
  const object = BpfObject.open();
  const links: Link[] = [];
  if (load(object, flavours, prepare, rejections)) {
    for (const flavour of flavours) {
      const link = attach(object, flavour, rejections);
      if (link) links.push(link);
    }
    if (links.length === flavours.length) return { object, links };
  }
  detach({ object, links });
  return undefined;
}

export function detach({ object, links }: Attached): void {
  for (const link of links) link.detach();
  object.close();
}

function load(
  object: BpfObject,
  flavours: readonly Flavour[],
  prepare: (object: BpfObject) => void,
  rejections: Rejections,
): boolean {
  try {
    prepare(object);
    object.selectPrograms(flavours.map(({ program }) => program));
    object.load();
    return true;
  } catch (error) {
    if (!(error instanceof BpfError)) throw error;
    const culprit = flavours.find(({ program }) => error.log.includes(`prog '${program}': `));
    if (!culprit) throw loadFailed(error);
    rejections.program(culprit.program, reasonOf("load", error));
    return false;
  }
}

function attach(object: BpfObject, flavour: Flavour, rejections: Rejections): Link | undefined {
  const { program, tracepoint, viaPerf } = flavour;
  try {
    return viaPerf
      ? object.attachPerf(program, tracepointId(tracepoint.category, tracepoint.name))
      : object.attach(program);
  } catch (error) {
    if (error instanceof BpfError) rejections.program(program, reasonOf("attach", error));
    else if (error instanceof SondeError) rejections.program(program, error.message);
    else throw error;
    return undefined;
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
