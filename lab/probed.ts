/** What `sonde probe --json` says of a machine, asked once for all cases. */
import type { Machine } from "./machine.ts";

const known = new WeakMap<Machine, Promise<unknown>>();

/** The report, parsed. @throws Error when the probe fails */
export function probed(machine: Machine): Promise<unknown> {
  const report = known.get(machine) ?? probe(machine);
  known.set(machine, report);
  return report;
}

async function probe(machine: Machine): Promise<unknown> {
  const { code, signal, stdout, stderr } = await machine.sonde(["probe", "--json"]);
  if (code !== 0) throw new Error(`exit code ${code}, signal ${signal}: ${stderr.trim()}`);
  return JSON.parse(stdout);
}
