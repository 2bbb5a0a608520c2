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
