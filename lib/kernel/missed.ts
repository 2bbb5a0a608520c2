/** How often the kernel did not call a program: what it counts, and since when. */
import { release } from "node:os";
import { isFrom } from "./release.ts";
import { textOf } from "./text-file.ts";

/**
 * Times that the kernel skipped a program because it ran already; null where it does not say
 * (before 5.12, 9ed9e9ba2337). From /proc, since bpf() may be refused by the time it is asked.
 */
export function missedRuns(programFd: number): number | null {
  const text = textOf(`/proc/self/fdinfo/${programFd}`) ?? "";
  const count = /^recursion_misses:\s*(\d+)$/m.exec(text)?.[1];
  return count === undefined ? null : Number(count);
}

/**
 * Are the skipped runs of a perf event's program (tracepoint, kprobe) among those? From 6.7
 * (dd8657894c11); a kprobe's own, when another one ran on that CPU, are told by its link since then
 * (3acf8ace6823). The counters themselves do not tell, so the version has to.
 */
export const countsPerfMisses = (kernel = release()): boolean => isFrom(kernel, [6, 7]);
