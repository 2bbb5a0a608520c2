/** Every flavour of every point, forced in turn: a fallback that nothing takes would rot unseen. */
import { isPointName, point } from "../../lib/points.ts";
import type { Case, Outcome } from "../case.ts";
import { judge, type PointCase } from "../compare.ts";
import { checkLimit } from "../impossible.ts";
import { recordWorkloads } from "../recorded.ts";
import { pointCases } from "./points.ts";

/** Places in the ladders. */
const rungs = [0, 1, 2];

export const flavours: readonly Case[] = rungs.map((rung) => ({
  name: `flavour-${rung + 1}`,
  modes: ["default", "native"],
  async run(machine) {
    const forced = pointCases.flatMap((one) => flavourAt(one, rung));
    const args = forced.flatMap(({ one, flavour }) => ["--flavour", `${one.point}=${flavour}`]);
    const recorded = await recordWorkloads(machine, args);
    if ("result" in recorded) return recorded;
    const problems = forced.flatMap(({ one }) => {
      const outcome = checkLimit(judge(one, recorded), one.name, machine);
      return outcome.result === "fail" ? [`${one.name}: ${outcome.reason}`] : [];
    });
    const outcome: Outcome =
      problems.length === 0 ? { result: "pass" } : { result: "fail", reason: problems.join("\n") };
    return outcome;
  },
}));

function flavourAt(one: PointCase, rung: number): { one: PointCase; flavour: string }[] {
  const flavour = isPointName(one.point) ? point(one.point).flavours[rung]?.name : undefined;
  return flavour === undefined ? [] : [{ one, flavour }];
}
