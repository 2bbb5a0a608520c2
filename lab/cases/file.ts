/** file.unlink, file.open. */
import { type PointCase, shown } from "../compare.ts";
import { outcome, path, seen } from "./uring.ts";

const unlink: PointCase = {
  name: "unlink",
  point: "file.unlink",
  workload: ["unlink", "names", "uring", "exec_fields"],
  expected: ({ truth }, flavour) =>
    seen(truth, "unlink", flavour).map(
      (act) =>
        `pid=${act.num("pid")} path=${path(act, "path")} dir=${act.num("dir")} ret=${outcome(act, flavour)}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} dir=${shown(event, "is_dir")} ret=${shown(event, "ret")}`,
};

const open: PointCase = {
  name: "open",
  point: "file.open",
  workload: "open",
  expected: ({ truth }, flavour) =>
    truth.workloads
      .flatMap(({ acts }) => acts)
      .filter((act) => act.name === "open")
      .map(
        (act) =>
          `pid=${act.num("pid")} path=${act.text("path")} flags=${act.num("flags")} mode=${act.num("mode")} ret=${flavour.endsWith("fexit") ? Math.min(act.num("ret"), 0) : act.num("ret")}`,
      ),
  /** Other workloads open files too, and don't tell. */
  line: (event, { truth }) =>
    truth.workloads.some(({ name, pid }) => name === "open" && String(pid) === shown(event, "pid"))
      ? `pid=${shown(event, "pid")} path=${shown(event, "path")} flags=${shown(event, "open_flags")} mode=${shown(event, "mode")} ret=${shown(event, "ret")}`
      : null,
};

export const filePoints: readonly PointCase[] = [unlink, open];
