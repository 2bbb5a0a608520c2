/** Every kind of filter at once, none of which leaves anything out: nothing may change by it. */
import { type Case, fail, pass } from "../case.ts";
import { judge } from "../compare.ts";
import { type Recorded, recordWorkloads } from "../recorded.ts";
import { pointCases } from "./points.ts";

const filters = [
  ...["--not-comm", "nobody", "--not-uid", "4242", "--not-mntns", "1", "--not-pid", "1"],
  ...["--not-path", "/nowhere", "--not-port", "4242"],
];

export const filtered: Case = {
  name: "filters",
  modes: ["default", "confidentiality", "native"],
  async run(machine) {
    const all = await recordWorkloads(machine);
    if ("result" in all) return all;
    const recorded = await recordWorkloads(machine, { filters });
    if ("result" in recorded) return recorded;
    const problems = pointCases.flatMap((one) => {
      const outcome = judge(one, recorded);
      return outcome.result === "fail" ? [`${one.name}: ${outcome.reason}`] : [];
    });
    problems.push(...otherFlavours(all, recorded));
    return problems.length === 0 ? pass : fail(problems.join("\n"));
  },
};

/** Programs with the filters' code in them that do not load. */
function otherFlavours(all: Recorded, recorded: Recorded): string[] {
  return recorded.header.plan.flatMap(({ point, flavour, rejected }) => {
    const without = all.header.plan.find((row) => row.point === point)?.flavour;
    const why = rejected.map((row) => `${row.flavour}: ${row.reason}`).join("; ");
    return without === flavour ? [] : [`${point}: ${flavour} for ${without}: ${why}`];
  });
}
