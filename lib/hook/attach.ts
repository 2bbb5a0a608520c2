/** Loads a set of programs and attaches them, all or none. */
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { tracepointId } from "../kernel/tracefs.ts";
import type { Hooked } from "../points.ts";
import { switchedOff } from "./classes.ts";
import { BpfError, BpfObject, type Links, type Placed } from "./object.ts";
import type { Rejections } from "./rejections.ts";

export interface ObjectFiles {
  readonly object: Uint8Array;
  /** Types of a kernel that does not describe them itself. */
  readonly btf: Uint8Array | undefined;
}

export interface Attached {
  readonly object: BpfObject;
  readonly links: Links;
}

/**
 * `prepare` sets up the freshly opened object (sizes, constants). Undefined when a program failed, which is then among the rejections. @throws SondeError when it is no single program's fault
 */
export function loadAndAttach(
  hooked: readonly Hooked[],
  { object: bytes, btf }: ObjectFiles,
  prepare: (object: BpfObject) => void,
  rejections: Rejections,
): Attached | undefined {
  const object = BpfObject.open(bytes, btf);
  if (loadPrograms(object, hooked, prepare, rejections)) {
    const placed = hooked.flatMap((one) => place(one, rejections));
    if (placed.length === hooked.length) {
      const { links, failed } = object.attach(placed);
      for (const [program, error] of failed) rejections.program(program, reasonOf("attach", error));
      if (failed.size === 0) return { object, links };
      links.detach();
    }
  }
  object.close();
  return undefined;
}

export function detach({ object, links }: Attached): void {
  links.detach();
  object.close();
}

/** False when a program was refused, which is then among the rejections. @throws SondeError */
export function loadPrograms(
  object: BpfObject,
  hooked: readonly Hooked[],
  prepare: (object: BpfObject) => void,
  rejections: Rejections,
): boolean {
  try {
    prepare(object);
    object.selectPrograms(hooked.map(({ program }) => program));
    object.load();
    return true;
  } catch (error) {
    if (!(error instanceof BpfError)) throw error;
    const culprit = hooked.find(({ program }) => error.log.includes(`prog '${program}': `));
    if (!culprit) throw loadFailed(error);
    rejections.program(culprit.program, reasonOf("load", error));
    return false;
  }
}

/** Where a program goes; nothing when that cannot be told or must not be touched now. */
function place({ program, hook }: Hooked, rejections: Rejections): Placed[] {
  const off = switchedOff(hook.via);
  if (off !== undefined) {
    rejections.program(program, off);
    return [];
  }
  if (hook.via !== "tracepoint") return [{ program, tracepoint: undefined }];
  try {
    return [{ program, tracepoint: tracepointId(hook.category, hook.name) }];
  } catch (error) {
    if (!(error instanceof SondeError)) throw error;
    rejections.program(program, error.message);
    return [];
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
