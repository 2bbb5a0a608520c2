/** Loads a set of programs and attaches them, all or none. */
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { tracepointId } from "../kernel/tracefs.ts";
import type { Hooked } from "../points.ts";
import { switchedOff } from "./classes.ts";
import { BpfError, BpfObject, type Links, type Placed } from "./object.ts";
import type { Rejections } from "./rejections.ts";
import { step } from "./steps.ts";
import { refusal } from "./verifier-log.ts";

export interface ObjectFiles {
  readonly object: Uint8Array;
  /** The same programs, which may be taken where those of `object` are not. */
  readonly plain?: Uint8Array | undefined;
  /** Types of a kernel that does not describe them itself. */
  readonly btf: Uint8Array | undefined;
}

export interface Attached {
  readonly object: BpfObject;
  readonly links: Links;
  readonly hooked: readonly Hooked[];
}

/** Sets up the freshly opened object, of which these are to be loaded: sizes, constants. */
export type Prepare = (object: BpfObject, hooked: readonly Hooked[]) => void;

/**
 * Undefined when programs failed, which are then among the rejections; of hooks that were in place
 * until then, what must stay is added to `stuck`. @throws SondeError when it is no single program's fault
 */
export function loadAndAttach(
  hooked: readonly Hooked[],
  files: ObjectFiles,
  prepare: Prepare,
  rejections: Rejections,
  stuck: Attached[],
): Attached | undefined {
  const object = loadPrograms(hooked, files, prepare, rejections);
  if (object === undefined) return undefined;
  const placed = hooked.flatMap((one) => place(one, rejections));
  if (placed.length === hooked.length) {
    const { links, failed } = object.attach(placed);
    step("attached");
    for (const [program, error] of failed) rejections.program(program, reasonOf("attach", error));
    if (failed.size === 0) return { object, links, hooked };
    drop({ object, links, hooked }, stuck);
    return undefined;
  }
  object.close();
  return undefined;
}

/** Why hooks must not be taken away now, which could break ftrace until reboot. */
export function heldBy(all: readonly Attached[]): string | undefined {
  const vias = new Set(all.flatMap(({ hooked }) => hooked.map(({ hook }) => hook.via)));
  return [...vias].map(switchedOff).find((reason) => reason !== undefined);
}

/** Takes away what a start does not use after all. What must stay is added to `stuck`: it goes with the hooks that are used. */
export function drop(attached: Attached, stuck: Attached[]): void {
  if (heldBy([attached]) !== undefined) {
    stuck.push(attached);
    return;
  }
  attached.links.detach();
  attached.object.close();
}

/**
 * All in one object, which the caller closes. The kernel's first refusal ends that: then each program
 * is tried alone, so that all that are refused are known at once, and undefined is returned.
 * @throws SondeError as loadAndAttach
 */
export function loadPrograms(
  hooked: readonly Hooked[],
  files: ObjectFiles,
  prepare: Prepare,
  rejections: Rejections,
): BpfObject | undefined {
  const object = load(hooked, files, prepare);
  if (object instanceof BpfObject) return object;
  const { plain, btf } = files;
  const others = plain && { object: plain, btf };
  if (culpritOf(object, hooked) === undefined) {
    if (others) return loadPrograms(hooked, others, prepare, rejections);
    throw loadFailed(object);
  }
  let refused = 0;
  for (const one of hooked) {
    if (rejections.accepts(one.program)) continue;
    let alone = load([one], files, prepare);
    if (alone instanceof BpfError && others) {
      alone = load([one], others, prepare);
      if (alone instanceof BpfObject) {
        alone.close();
        return loadPrograms(hooked, others, prepare, rejections);
      }
    }
    if (alone instanceof BpfObject) {
      rejections.accept(one.program);
      alone.close();
    } else {
      if (culpritOf(alone, [one]) === undefined) throw loadFailed(alone);
      rejections.program(one.program, reasonOf("load", alone));
      refused++;
    }
  }
  // Each alone is taken: it is what they need together, and trying again would not end.
  if (refused === 0) throw loadFailed(object);
  return undefined;
}

function load(
  hooked: readonly Hooked[],
  { object: bytes, btf }: ObjectFiles,
  prepare: Prepare,
): BpfObject | BpfError {
  const object = BpfObject.open(bytes, btf);
  step("opened");
  try {
    prepare(object, hooked);
    object.selectPrograms(hooked.map(({ program }) => program));
    object.load();
    step("loaded");
    return object;
  } catch (error) {
    object.close();
    if (error instanceof BpfError) return error;
    throw error;
  }
}

function culpritOf({ log }: BpfError, hooked: readonly Hooked[]): Hooked | undefined {
  return hooked.find(({ program }) => log.includes(`prog '${program}': `));
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
  const why = refusal(error.log);
  return `${step}: ${errnoName(error.errno)}${why === undefined ? "" : `: ${why}`}`;
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
