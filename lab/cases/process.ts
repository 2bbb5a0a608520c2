/** process.exec, process.fork, process.exit, process.rename. */
import { type PointCase, shown } from "../compare.ts";
import type { Recorded } from "../recorded.ts";
import type { Act, WorkloadTruth } from "../truth.ts";

/** A program of the sequence starts: its fork and its exec are events as well. */
const isStart = (act: Act) => act.name === "start";
const isExec = (act: Act) => act.name === "exec" || act.name === "exec_failed";

const cloneSignal = 0xffn;

const exec: PointCase = {
  name: "exec",
  point: "process.exec",
  expected: ({ truth }, flavour) =>
    truth.workloads.flatMap((workload) =>
      workload.acts.flatMap((act) => execLine(workload, act, flavour)),
    ),
  line(event, { truth }) {
    const pid = Number(shown(event, "pid"));
    if (pid === truth.pid) return null;
    const started = truth.workloads.some((workload) => workload.pid === pid);
    const line = `pid=${pid} path=${shown(event, "path")}`;
    return started ? line : `${line} argc=${shown(event, "argc")} argv=${shown(event, "argv")}`;
  },
};

/** The perf tracepoint has no linux_binprm, and so not the number of arguments. */
function execLine(workload: WorkloadTruth, act: Act, flavour: string): string[] {
  if (isStart(act)) return [`pid=${act.num("pid")} path=${workload.program}`];
  if (act.name !== "exec") return [];
  const argc = flavour === "tracepoint" ? "null" : act.num("argc");
  return [`pid=${act.num("pid")} path=${act.text("path")} argc=${argc} argv=${act.text("argv")}`];
}

const fork: PointCase = {
  name: "fork",
  point: "process.fork",
  expected: ({ truth }) =>
    truth.workloads.flatMap((workload) =>
      workload.acts.flatMap((act) => {
        if (isStart(act)) return [`pid=${truth.pid} child=${workload.pid} flags=0`];
        if (isExec(act)) return [`pid=${workload.pid} child=${act.num("pid")} flags=0`];
        if (act.name !== "fork") return [];
        const flags = BigInt(act.num("flags")) & ~cloneSignal;
        return [`pid=${act.num("pid")} child=${act.num("child")} flags=${flags}`];
      }),
    ),
  line(event) {
    const flags = BigInt(shown(event, "clone_flags")) & ~cloneSignal;
    return `pid=${shown(event, "pid")} child=${shown(event, "child")} flags=${flags}`;
  },
};

/** Programs that the exec workload starts leave with this. */
const noopCode = 7;

const exit: PointCase = {
  name: "exit",
  point: "process.exit",
  expected({ truth }) {
    const lines = truth.workloads.flatMap(({ acts }) =>
      acts.flatMap((act) => {
        if (act.name === "exec") return [exitLine(act.num("pid"), noopCode, 0)];
        if (act.name === "exec_failed") return [exitLine(act.num("pid"), -act.num("ret"), 0)];
        if (act.name !== "exit" && act.name !== "ended") return [];
        return [exitLine(act.num("pid"), act.num("code"), act.num("signal"))];
      }),
    );
    return [...lines, exitLine(truth.pid, 0, 0)];
  },
  line: (event) => exitLine(shown(event, "pid"), shown(event, "code"), shown(event, "signal")),
};

function exitLine(pid: number | string, code: number | string, signal: number | string): string {
  return `pid=${pid} code=${code} signal=${signal}`;
}

const rename: PointCase = {
  name: "rename",
  point: "process.rename",
  expected: (recorded) => renames(recorded),
  line(event) {
    const name = shown(event, "new_comm");
    // So the kernel calls a worker of io_uring, which it may start or not.
    if (name.startsWith("iou-wrk-")) return null;
    return `pid=${shown(event, "pid")} target=${shown(event, "target")} old=${shown(event, "old_comm")} new=${name}`;
  },
};

function renames({ truth }: Recorded): string[] {
  return truth.workloads.flatMap(({ program, acts }) => {
    // The kernel keeps 15 bytes of a name.
    let old = (program.split("/").at(-1) ?? "").slice(0, 15);
    return acts.flatMap((act) => {
      if (act.name !== "rename" || act.num("ret") !== 0) return [];
      const name = act.text("name");
      const line = `pid=${act.num("pid")} target=${act.num("target")} old=${old} new=${name}`;
      old = name;
      return [line];
    });
  });
}

export const processPoints: readonly PointCase[] = [exec, fork, exit, rename];
