/** process.usermodehelper: what the kernel itself starts. */
import { exitCode } from "../../lib/error.ts";
import { isPointName, point } from "../../lib/points.ts";
import { begun } from "../begun.ts";
import { type Case, fail, type Outcome } from "../case.ts";
import { judge, type PointCase, shown } from "../compare.ts";
import type { Machine } from "../machine.ts";
import { readRecorded } from "../recorded.ts";
import { sequenceCommand } from "../sequence.ts";
import { parseTruth } from "../truth.ts";
import { acts, line, told } from "./told.ts";

const name = "process.usermodehelper";
const words = ["path", "argv", "wait"];

/** By its exec a helper is known as a process of its own, which is no child of the command that is recorded. */
const byExec = (flavour: string): boolean => flavour.startsWith("exec/");

export const helperPoints: readonly PointCase[] = [
  {
    name: "helper",
    point: name,
    expected: ({ truth }, flavour) =>
      byExec(flavour) ? [] : acts(truth, "helper").map((act) => told(act, words)),
    line: (event) => line(event, words),
  },
];

/** Of the whole machine. Who asked is not in an exec, nor whether it waits. */
const onHost: PointCase = {
  name: "helper-on-host",
  point: name,
  expected: ({ truth }) =>
    acts(truth, "helper").map((act) => `path=${act.text("path")} argv=${act.text("argv")}`),
  line: (event) => `path=${shown(event, "path")} argv=${shown(event, "argv")}`,
};

const interrupt = 2;

/** Each flavour that hangs on exec, and the one that is chosen. */
export const helperCases: readonly Case[] = (isPointName(name) ? point(name).flavours : [])
  .map((flavour) => flavour.name)
  .filter(byExec)
  .map((flavour) => ({
    name: `${onHost.name}:${flavour.replaceAll("/", "-")}`,
    point: name,
    modes: ["default"],
    run: (machine) => recordHost(machine, flavour),
  }));

async function recordHost(machine: Machine, flavour: string): Promise<Outcome> {
  const file = `${machine.scratch}/${flavour.replaceAll("/", "-")}.sonde.cbor`;
  const forced = ["--events", name, "--flavour", `${name}=${flavour}`];
  const sonde = await machine.startSonde(["record", "-o", file, ...forced]);
  const early = await begun(machine, sonde, file);
  if (early !== "begun") return { result: "impossible", reason: early.stderr.trim() };
  const folder = `${machine.scratch}/helper-${flavour.replaceAll("/", "-")}`;
  const ran = await machine.run(await sequenceCommand(machine, folder, ["helper"]));
  await sonde.signal(interrupt);
  const { code, stderr } = await sonde.ended;
  if (code !== exitCode.done) return fail(`exit code ${code}: ${stderr}`);
  const recorded = await readRecorded(
    machine,
    await machine.readFile(file),
    parseTruth(ran.stdout),
  );
  return "result" in recorded ? recorded : judge(onHost, recorded);
}
