/** kernel.module_load. */
import { type PointCase, shown } from "../compare.ts";

/** Success only: the loads of garbage are no events. */
const load: PointCase = {
  name: "module-load",
  point: "kernel.module_load",
  expected: ({ truth }) =>
    truth.workloads
      .flatMap(({ acts }) => acts)
      .filter((act) => act.name === "module" && act.num("ret") === 0)
      .map((act) => `pid=${act.num("pid")} name=${act.text("name")}`),
  line: (event) => `pid=${shown(event, "pid")} name=${shown(event, "name")}`,
};

export const modulePoints: readonly PointCase[] = [load];
