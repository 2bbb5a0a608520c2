/**
 * Tries one way to hook the kernel whole: load, attach, and see the program run. An attached
 * program may never do (BPF not among the active security modules, kprobes switched off).
 */
import { errnoName } from "../errno.ts";
import { type Answer, type No, no, notTried, unknown, yes } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import {
  addAtomically,
  exit,
  type Instruction,
  mapValueOf,
  r0,
  r1,
  r2,
  set,
} from "./instructions.ts";
import { createMap, firstNumber } from "./map.ts";
import { missedRuns } from "./missed.ts";
import { loadProgram, type ProgramKind, type ProgramOptions } from "./program.ts";
import type { Session } from "./session.ts";

export interface Trial extends ProgramOptions {
  readonly kind: ProgramKind;
  /** Attaching it writes into code: of the kernel, or of this process. */
  readonly patches?: boolean;
  /** What the program does besides counting; r1 is its context. */
  readonly also?: readonly Instruction[];
  /** What the program returns: 0 means "go on" to every hook but those of a cgroup. */
  readonly result?: number;
  /** Gives a descriptor that ends the attachment when closed, or -errno. */
  readonly attach: (program: Descriptor) => number | Answer;
  /** Does what must make the program run. */
  readonly fire: (attachment: number) => void;
  /** Why it never ran, in words. */
  readonly silent?: No;
  /** Called when the kernel has forgotten the attachment. */
  readonly gone?: () => void;
}

/**
 * One run proves the hook, but one that is missed disproves nothing: from 7.0 a program on a
 * tracepoint may be preempted, and until it goes on the kernel skips it on that CPU (preemption.ts).
 */
const attempts = 50;

const counting = (counter: Descriptor, trial: Trial): readonly Instruction[] => [
  ...(trial.also ?? []),
  mapValueOf(r1, counter.fd),
  set(r2, 1),
  addAtomically(r1, 0, r2),
  set(r0, trial.result ?? 0),
  exit,
];

export function tryHook(session: Session, trial: Trial): Answer {
  const map = createMap("array", 4, 8, 1);
  if (!(map instanceof Descriptor)) return map;
  using counter = map;
  const loaded = loadProgram(trial.kind, counting(counter, trial), trial);
  if (!(loaded instanceof Descriptor)) return loaded;
  using program = loaded;
  if (session.quick && trial.patches) {
    return notTried("the program is loaded; attaching it would patch code (--quick)");
  }
  const attached = trial.attach(program);
  if (typeof attached !== "number") return attached;
  if (attached < 0) return attachRefused(errnoName(attached));
  for (let i = 0; i < attempts && firstNumber(counter) === 0n; i++) trial.fire(attached);
  const ran = firstNumber(counter) > 0n;
  const missed = ran ? 0 : (missedRuns(program.fd) ?? 0);
  session.closeAside(attached, trial.gone);
  if (ran) return yes();
  if (missed > 0) return unknown(`it fired ${missed} times, and each time the kernel skipped it`);
  return trial.silent ?? no(neverRuns);
}

export const neverRuns = "the program is loaded and attached, but never runs";

function attachRefused(errno: string): No {
  if (errno === "ENOTSUPP" || errno === "EOPNOTSUPP") {
    return no(
      "the program is loaded, but this kernel cannot patch functions for it",
      errno,
      "on arm64 Linux 6.4 or newer can",
    );
  }
  if (errno === "EPERM" || errno === "EACCES") {
    return no("the program is loaded, but this kernel forbids attaching it", errno);
  }
  return no("the program is loaded, but cannot be attached", errno);
}
