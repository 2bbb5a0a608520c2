/** May a program on a tracepoint be preempted? */
import { release } from "node:os";

/**
 * Before 7.0 the kernel runs them with preemption off. Since then a program may be preempted, and
 * until it goes on the kernel skips it for whoever else comes by on that CPU (counted as missed).
 * Seen on 7.2 in the lab, where a busy machine missed 119 of 159 calls; perf tracepoints are still
 * called with preemption off, and missed none. Nothing in BTF tells, so the version has to.
 */
export function preemptiblePrograms(kernel = release()): boolean {
  return Number.parseInt(kernel, 10) >= 7;
}
