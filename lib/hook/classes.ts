/**
 * Classes of hooks that a kernel may refuse as a whole, or take and never run: each is tried once
 * with a program of its own before any program of an audit point is.
 */

import { ftraceOff, kprobesOff } from "../kernel/ftrace.ts";
import { securityHook, trampoline } from "../kernel/hook-function.ts";
import { perfKprobe } from "../kernel/hook-probe.ts";
import { Session } from "../kernel/session.ts";
import type { Via } from "../points.ts";
import type { Answer } from "../probe/answer.ts";
import { crashReason, mayHarm } from "./crash-guard.ts";

/** Hooks that patch the kernel's text: they depend on ftrace, and some on the kprobes' switch. */
const trials: Readonly<Partial<Record<Via, (session: Session) => Answer>>> = {
  fentry: (session) => trampoline(session, "fexit"),
  fexit: (session) => trampoline(session, "fexit"),
  lsm: (session) => securityHook(session),
  kprobe: perfKprobe,
};

/** fentry and fexit are one mechanism. */
const sameAs: Readonly<Partial<Record<Via, Via>>> = { fentry: "fexit" };

export const sameClass = (a: Via, b: Via): boolean => (sameAs[a] ?? a) === (sameAs[b] ?? b);

/** Why hooks of a class must not be touched now; undefined: they may be. */
export function switchedOff(via: Via): string | undefined {
  if (trials[via] === undefined) return undefined;
  if (ftraceOff()) return "kernel.ftrace_enabled is 0: such a hook would be silent";
  if (via === "kprobe" && kprobesOff()) return "kprobes are switched off: it would be silent";
  return undefined;
}

/** Asks the kernel about each class when it first matters, and once. */
export class Classes {
  readonly #crashes = crashReason();
  readonly #session = new Session();
  readonly #reasons = new Map<Via, string | undefined>();

  /** Why no hook of this class can be used; undefined when one was seen firing, or needs no trial. */
  reason(of: Via): string | undefined {
    const via = sameAs[of] ?? of;
    if (this.#crashes !== undefined && mayHarm(via)) return this.#crashes;
    const trial = trials[via];
    if (trial === undefined) return undefined;
    if (!this.#reasons.has(via)) {
      this.#reasons.set(via, switchedOff(via) ?? refusal(trial(this.#session)));
    }
    return this.#reasons.get(via);
  }
}

function refusal(answer: Answer): string | undefined {
  if (answer.answer === "yes") return undefined;
  const errno = answer.answer === "no" && answer.errno !== undefined ? ` (${answer.errno})` : "";
  return `${answer.reason}${errno}`;
}
