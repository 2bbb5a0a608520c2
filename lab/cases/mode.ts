/** The machine is in the mode that it says: else the matrix would say nothing. */
import { type Case, fail, pass } from "../case.ts";
import type { Machine } from "../machine.ts";
import { type Evidence, modes } from "../modes.ts";

export const mode: Case = {
  name: "mode",
  async run(machine) {
    const found = modes.find(({ name }) => name === machine.mode);
    const problems: string[] = [];
    for (const one of found?.evidence ?? []) problems.push(...(await missing(machine, one)));
    return problems.length === 0 ? pass : fail(problems.join("\n"));
  },
};

async function missing(machine: Machine, evidence: Evidence): Promise<string[]> {
  const { file, has, hasNot, absent } = evidence;
  const bytes = await machine.readFile(file).catch(() => null);
  if (bytes === null) return absent ? [] : [`${file} can't be read`];
  if (absent) return [`${file} is there`];
  const text = Buffer.from(bytes).toString("latin1");
  if (has !== undefined && !text.includes(has)) return [`${file} has no ${has}`];
  if (hasNot !== undefined && text.includes(hasNot)) return [`${file} has ${hasNot}`];
  return [];
}
