/** How each point would be watched on this kernel: all hooks are put in place, tried and taken away. */
import { possibleCpus } from "../kernel/cpus.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import type { PointName } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { compileFilters } from "./filters.ts";
import { attachHooks } from "./hooks.ts";
import type { Lacking } from "./lacking.ts";
import { NothingPossible } from "./ladder.ts";
import { chooseTransport } from "./transport.ts";

/** Nothing is read from it. */
const ringBytes = 1 << 16;

export interface PlanOptions {
  readonly points: readonly PointName[];
  /** Points whose flavour the user has chosen. */
  readonly forced: ReadonlyMap<PointName, string>;
  readonly selfTest: boolean;
  /** Where the kernel's types are described. */
  readonly types: TypeSource;
  /** What the kernel is to be taken for lacking. */
  readonly lacking: Lacking;
}

/** Milliseconds between two looks whether hooks may be taken away. */
const heldMs = 500;

/**
 * What a recording's header would have. onHeld: told once when it takes until hooks may be taken away.
 * @throws SondeError when nothing may be loaded
 */
export function makePlan(
  options: PlanOptions,
  onHeld: (reason: string) => void,
): readonly PlannedPoint[] {
  try {
    const hooks = attachHooks({
      ...options,
      cpus: possibleCpus(),
      transport: chooseTransport(undefined, options.lacking),
      ringBytes,
      treeEntries: 0,
      allCreds: false,
      unixSockets: false,
      filters: compileFilters([]),
    });
    const reason = hooks.held();
    if (reason !== undefined) onHeld(reason);
    while (hooks.held() !== undefined) Bun.sleepSync(heldMs);
    hooks.detach();
    hooks.close();
    return hooks.plan;
  } catch (error) {
    if (error instanceof NothingPossible) return error.plan;
    throw error;
  }
}
