/** The job's figures as a table. */
import type { JobFigures, JobResult } from "./job-rounds.ts";
import { show, spread } from "./spread.ts";
import { table } from "./table.ts";

/** Slower by this at most, where there are only tracepoints; where there are trampolines, 1.03. */
const allowed = 1.08;

export function jobTable({ rows }: JobResult): string {
  const native = rows[0]?.rounds ?? [];
  return table(
    ["", "CPU, s", "of nothing", "wall, s", "of nothing", "recorder CPU, s", "events", "says lost"],
    [
      ...rows.map(({ name, rounds, reason }) => {
        if (reason !== null) return [name, reason];
        const cells = [
          name,
          ...timeCells(rounds, native, "cpu"),
          ...timeCells(rounds, native, "wall"),
        ];
        const recorders = rounds.flatMap(({ recorder }) => recorder ?? []);
        if (recorders.length === 0) return cells;
        const lost = recorders.reduce((sum, one) => sum + one.lost, 0);
        const total = spread(recorders.map((one) => one.total)).median;
        return [...cells, show(spread(recorders.map(({ cpu }) => cpu)), 2), `${total}`, `${lost}`];
      }),
      ["to reach", "", `≤ ${allowed}×`, "", `≤ ${allowed}×`, "", "", "0"],
    ],
  );
}

/** The ratio is that of a round to the same round's with nothing: what changes meanwhile hits both. */
function timeCells(
  rounds: readonly JobFigures[],
  native: readonly JobFigures[],
  of: "cpu" | "wall",
): string[] {
  const ratios = rounds.flatMap((figures, round) => {
    const nothing = native[round];
    return nothing ? [figures[of] / nothing[of]] : [];
  });
  return [show(spread(rounds.map((figures) => figures[of])), 2), `${show(spread(ratios), 3)}×`];
}
