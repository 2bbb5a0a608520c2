import { errnoName } from "../errno.ts";
import { type Unknown, unknown } from "../probe/answer.ts";
import { capability, holds } from "./process-status.ts";
import type { Session } from "./session.ts";
import { textOf } from "./text-file.ts";

/**
 * Why a refusal of perf_event_open() says nothing about the kernel; undefined: it does. Debian's
 * kernel.perf_event_paranoid=3 wants CAP_SYS_ADMIN where CAP_PERFMON is enough elsewhere.
 */
export function perfForbidden({ status }: Session, error: number): Unknown | undefined {
  if (!["EPERM", "EACCES"].includes(errnoName(error)) || holds(status, capability.sysAdmin)) {
    return undefined;
  }
  const paranoid = textOf("/proc/sys/kernel/perf_event_paranoid") ?? "unknown";
  // Where it is lower, CAP_PERFMON is enough for all but uprobes.
  const why = Number(paranoid) > 2 ? `, as kernel.perf_event_paranoid is ${paranoid}` : "";
  return unknown(`not permitted to ask: needs CAP_SYS_ADMIN${why}`);
}
