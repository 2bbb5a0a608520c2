/** The recording that the cases of a mode share, each of which looks at its own point. */
import type { Outcome } from "./case.ts";
import { pointCases } from "./cases/points.ts";
import type { PointCase } from "./compare.ts";
import type { Machine } from "./machine.ts";
import { type Recorded, recordWorkloads } from "./recorded.ts";
import { workloadNames } from "./workloads.ts";

/** Every point by the flavour that sonde chooses; where the mode runs few cases, only their points and workloads. */
export function recordChosen(machine: Machine): Promise<Recorded | Outcome> {
  const glob = new Bun.Glob(machine.points);
  const own = pointCases.filter(({ name }) => glob.match(name));
  if (own.length === pointCases.length) return recordWorkloads(machine);
  return recordWorkloads(machine, {
    points: own.map(({ point }) => point),
    workloads: workloadsOf(own.filter(({ workload }) => workload !== undefined)),
  });
}

/** Those that the cases look at; all when one looks at all. */
export function workloadsOf(cases: readonly PointCase[]): readonly string[] {
  const all = workloadNames();
  const needed = new Set(cases.flatMap(({ workload = all }) => workload));
  return all.filter((name) => needed.has(name));
}
