/**
 * Tries one way to hook the kernel whole: load, attach, and see the program run. An attached
 * program may never do (BPF not among the active security modules, kprobes switched off).
 */
import { errnoName } from "../errno.ts";
import { type Answer, type No, no, yes } from "../probe/answer.ts";
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
import { loadProgram, type ProgramKind } from "./program.ts";
import type { Session } from "./session.ts";

export interface Trial {
  readonly kind: ProgramKind;
  /** What a program of kind tp_btf, fentry, … is for. */
  readonly btfId?: number;
  /** Gives a descriptor that ends the attachment when closed, or -errno. */
  readonly attach: (program: Descriptor) => number | Answer;
  /** Does what must make the program run. */
  readonly fire: () => void;
  /** Why it never ran, in words. */
  readonly silent?: No;
}

/** Counts how often it runs, and returns 0, which means "go on" to every hook. */
const counting = (counter: Descriptor): readonly Instruction[] => [
  mapValueOf(r1, counter.fd),
  set(r2, 1),
  addAtomically(r1, 0, r2),
  set(r0, 0),
  exit,
];

export function tryHook(session: Session, trial: Trial): Answer {
  const { kind, btfId, attach, fire, silent } = trial;
  const map = createMap("array", 4, 8, 1);
  if (!(map instanceof Descriptor)) return map;
  using counter = map;
  const loaded = loadProgram(kind, counting(counter), btfId);
  if (!(loaded instanceof Descriptor)) return loaded;
  using program = loaded;
  const attached = attach(program);
  if (typeof attached !== "number") return attached;
  if (attached < 0) return attachRefused(errnoName(attached));
  fire();
  const ran = firstNumber(counter) > 0n;
  session.closeAside(attached);
  if (ran) return yes();
  return silent ?? no("the program is loaded and attached, but never runs");
}

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
