/** The steps of a start, marked for whoever measures it: performance.getEntriesByType("mark"). */

/** In their order; what comes before the first is the runtime's, and finding out what to record. */
export const steps = [
  "types",
  "chosen",
  "opened",
  "loaded",
  "attached",
  "tested",
  "threads",
  "header",
  "snapshot",
] as const;

export type Step = (typeof steps)[number];

/** It has just ended. */
export function step(name: Step): void {
  performance.mark(name);
}
