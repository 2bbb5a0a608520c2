/** kernel.module_load, kernel.module_load_failed, kernel.module_free. */
import { type PointCase, shown } from "../compare.ts";
import type { Recorded } from "../recorded.ts";
import type { Act } from "../truth.ts";

function loads({ truth }: Recorded, wanted: (ret: number) => boolean): Act[] {
  return truth.workloads
    .flatMap(({ acts }) => acts)
    .filter((act) => act.name === "module" && wanted(act.num("ret")));
}

const load: PointCase = {
  name: "module-load",
  point: "kernel.module_load",
  expected: (recorded) =>
    loads(recorded, (ret) => ret === 0).map(
      (act) =>
        `pid=${act.num("pid")} name=${act.text("name")} call=${act.text("how")} path=${act.text("path")}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} name=${shown(event, "name")} call=${shown(event, "call")} path=${shown(event, "path")}`,
};

const failed: PointCase = {
  name: "module-load-failed",
  point: "kernel.module_load_failed",
  expected: (recorded) =>
    loads(recorded, (ret) => ret < 0).map(
      (act) =>
        `pid=${act.num("pid")} call=${act.text("how")} path=${act.text("path")} ret=${act.num("ret")}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} call=${shown(event, "call")} path=${shown(event, "path")} ret=${shown(event, "ret")}`,
};

/** The workload unloads what it has loaded. */
const free: PointCase = {
  name: "module-free",
  point: "kernel.module_free",
  expected: (recorded) =>
    loads(recorded, (ret) => ret === 0).map(
      (act) => `pid=${act.num("pid")} name=${act.text("name")}`,
    ),
  line: (event) => `pid=${shown(event, "pid")} name=${shown(event, "name")}`,
};

export const modulePoints: readonly PointCase[] = [load, failed, free];
