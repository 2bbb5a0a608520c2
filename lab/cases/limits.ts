/** Modes that limit sonde itself: the limit is in force, and what it takes away is told or null, never made up. */
import { type Case, fail, type Outcome, pass } from "../case.ts";
import { recordChosen } from "../chosen.ts";
import type { Machine } from "../machine.ts";
import { capabilityMask, type Mode, modes } from "../modes.ts";
import type { Recorded } from "../recorded.ts";

const EPERM = 1;
const notPermitted = 3;

/** Ground truth from a program that sonde runs, and so within the same limits. */
export const limits: Case = {
  name: "limits",
  modes: ["few-caps", "memory-limit"],
  async run(machine) {
    const mode = modes.find(({ name }) => name === machine.mode);
    const recorded = await recordChosen(machine);
    if (mode === undefined || "result" in recorded) return "result" in recorded ? recorded : pass;
    const problems = [
      ...(mode.caps === undefined ? [] : capabilityProblems(mode, recorded)),
      ...(mode.cgroup === undefined ? [] : cgroupProblems(mode.cgroup, recorded)),
    ];
    return problems.length === 0 ? pass : fail(problems.join("\n"));
  },
};

function capabilityProblems(mode: Mode, { truth, records }: Recorded): string[] {
  const wanted = capabilityMask(mode);
  const modules = truth.workloads
    .flatMap(({ acts }) => acts)
    .filter((act) => act.name === "module" && act.num("ret") !== -EPERM);
  // Who holds fewer capabilities than init may not look at its executable.
  const init = records.find((item) => item.schema.name === "process" && fieldOf(item, "pid") === 1);
  const path = init === undefined ? "no such process" : fieldOf(init, "path");
  return [
    ...(truth.caps === wanted
      ? []
      : [`capabilities ${truth.caps.toString(16)}, not ${wanted.toString(16)}`]),
    ...(modules.length === 0
      ? []
      : ["a module was loaded, or refused for another reason than EPERM"]),
    ...(path === null ? [] : [`the path of process 1, which can't be read, is ${path}`]),
  ];
}

function fieldOf({ schema, values }: Recorded["records"][number], name: string): unknown {
  return values[schema.fields.findIndex((field) => field.name === name)];
}

function cgroupProblems(cgroup: string, { truth }: Recorded): string[] {
  const name = cgroup.split("/").at(-1) ?? "";
  return truth.cgroup.includes(`/${name}`) ? [] : [`the cgroup is ${truth.cgroup}, not ${name}`];
}

/** Without the capabilities that it needs sonde says which, and records nothing. */
export const refusal: Case = {
  name: "refusal",
  modes: ["no-caps"],
  async run(machine: Machine): Promise<Outcome> {
    const file = `${machine.scratch}/refused.sonde.cbor`;
    const { code, stderr } = await machine.sonde(["record", "-o", file, "--for", "1s"]);
    if (code !== notPermitted) return fail(`exit code ${code}, not ${notPermitted}: ${stderr}`);
    if (!stderr.includes("CAP_BPF")) return fail(`CAP_BPF is not named: ${stderr}`);
    const left = await machine.readFile(file).catch(() => null);
    return left === null ? pass : fail(`a file of ${left.length} bytes is left behind`);
  },
};
