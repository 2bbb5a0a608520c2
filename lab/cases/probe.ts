/** sonde probe: whole, with a reason for each "no" and "unknown", and true where the truth is known. */
import { type Case, fail, pass } from "../case.ts";
import { factsOf } from "../facts.ts";
import type { Machine } from "../machine.ts";
import { probed } from "../probed.ts";

interface Row {
  readonly answer?: unknown;
  readonly value?: unknown;
  readonly reason?: unknown;
  readonly title?: unknown;
}

export const probe: Case = {
  name: "probe",
  async run(machine) {
    const report = rowsOf(await probed(machine));
    const release: unknown = report.kernel?.kernel;
    const features = rowsOf(report.features);
    const settings = rowsOf(report.settings);
    const problems = [
      ...Object.entries(features).flatMap(([id, row]) => featureProblems(id, row)),
      ...Object.entries(settings).flatMap(([id, row]) => settingProblems(id, row)),
    ];
    for (const { id, is } of factsOf(machine)) {
      const row: Row | undefined = features[id] ?? settings[id];
      const got = row?.answer ?? row?.value;
      if (got !== is)
        problems.push(`${id} is ${got} (${row?.reason ?? "no reason"}), and should be ${is}`);
    }
    const runs32 = settings.abi_32bit?.value;
    if (runs32 !== (machine.abis.length > 1 ? "on" : "off"))
      problems.push(`abi_32bit is ${runs32}`);
    problems.push(...(await leftBehind(machine)));
    if (Object.keys(features).length === 0) problems.push("no features");
    if (release !== machine.release) problems.push(`kernel ${release}, not ${machine.release}`);
    return problems.length === 0 ? pass : fail(problems.join("\n"));
  },
};

/** Kprobes that have a name, which nobody takes away by himself; absent where there is no tracefs. */
async function leftBehind(machine: Machine): Promise<string[]> {
  const bytes = await machine.readFile("/sys/kernel/tracing/kprobe_events").catch(() => null);
  const left = Buffer.from(bytes ?? [])
    .toString("latin1")
    .includes("sonde");
  return left ? ["a kprobe was left behind"] : [];
}

function rowsOf(value: unknown): Record<string, Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function featureProblems(id: string, { answer, reason, title }: Row): string[] {
  if (typeof title !== "string" || title === "") return [`${id} has no title`];
  if (answer === "yes") return [];
  if (answer !== "no" && answer !== "unknown") return [`${id}: answer ${answer}`];
  return typeof reason === "string" && reason !== "" ? [] : [`${id}: ${answer} without a reason`];
}

function settingProblems(id: string, { answer, reason, value }: Row): string[] {
  if (typeof value === "string" && value !== "") return [];
  const known = answer === "unknown" && typeof reason === "string" && reason !== "";
  return known ? [] : [`${id}: neither a value nor unknown with a reason`];
}
