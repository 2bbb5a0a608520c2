/** Programs on tracepoints. */
import { native } from "../native/library.ts";
import { type Answer, isRefusal, type No, no, unknown } from "../probe/answer.ts";
import { attachPerf, attachRaw, lessLockdown, openAFile, withType } from "./hook-attach.ts";
import { lockdownMode } from "./security.ts";
import type { Session } from "./session.ts";
import { findTracepoint } from "./tracefs.ts";
import { tryHook } from "./trial.ts";

interface Tracepoint {
  readonly category: string;
  readonly name: string;
  /** Does what must make it fire. */
  readonly fire: () => void;
}

/**
 * In every kernel that has tracepoints. One for each question: hooking again what was unhooked a
 * moment ago waits for an RCU grace period.
 */
const sleep = (): void => Bun.sleepSync(1);
export const taskSwitch = { category: "sched", name: "sched_switch", fire: sleep } as const;
export const waking = { category: "sched", name: "sched_waking", fire: sleep };
export const wakeup = { category: "sched", name: "sched_wakeup", fire: sleep };
export const systemCall = { category: "raw_syscalls", name: "sys_exit", fire: openAFile };

export function rawTracepoint(session: Session, { name, fire }: Tracepoint): Answer {
  return tryHook(session, { kind: "raw_tp", attach: attachRaw(name), fire });
}

export function typedTracepoint(session: Session, { name, fire }: typeof taskSwitch): Answer {
  return withType(session, `btf_trace_${name}`, (btfId) =>
    tryHook(session, { kind: "tp_btf", btfId, attach: attachRaw(null), fire }),
  );
}

export function perfTracepoint(session: Session, { category, name, fire }: Tracepoint): Answer {
  const id = findTracepoint(category, name);
  if (typeof id !== "number") return unnumbered(id);
  const attach = attachPerf(session, () => native().sonde_perf_tracepoint(id));
  return tryHook(session, { kind: "tracepoint", attach, fire });
}

/** Why tracefs does not say a tracepoint's number. */
export function unnumbered(found: No): Answer {
  if (lockdownMode() === "confidentiality") {
    return no("lockdown=confidentiality empties tracefs", found.errno, lessLockdown);
  }
  return isRefusal(found) ? unknown(`${found.reason}; that needs CAP_SYS_ADMIN`) : found;
}
