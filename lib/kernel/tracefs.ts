/** Tracepoints, as tracefs numbers them. */
import { exitCode, SondeError } from "../error.ts";
import { type No, no } from "../probe/answer.ts";
import { readKernelFs } from "./filesystem.ts";

/** The number by which perf_event_open() knows a tracepoint, e.g. ("raw_syscalls", "sys_exit"). */
export function findTracepoint(category: string, name: string): number | No {
  const text = readKernelFs("tracefs", `events/${category}/${name}/id`);
  if (typeof text !== "string") return text;
  const id = Number(text);
  return text !== "" && Number.isInteger(id)
    ? id
    : no(`the number of ${category}:${name} is unreadable`);
}

/** findTracepoint() for callers that cannot go on without. @throws SondeError */
export function tracepointId(category: string, name: string): number {
  const id = findTracepoint(category, name);
  if (typeof id === "number") return id;
  throw new SondeError(exitCode.unsupported, id.reason, id.remedy);
}

/**
 * The same by tracefs, where the kernel does not describe its types. undefined: it is not to be
 * seen, or empty (lockdown=confidentiality).
 */
export function hasTracepointEvent(category: string, name: string): boolean | undefined {
  const found = findTracepoint(category, name);
  if (typeof found === "number") return true;
  const others = typeof findTracepoint("raw_syscalls", "sys_exit") === "number";
  return found.errno === "ENOENT" && others ? false : undefined;
}
