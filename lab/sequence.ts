/** The one command that runs every workload, or some, in every ABI of a machine, for cases to record. */
import type { Machine } from "./machine.ts";
import { workloadNames } from "./workloads.ts";

/** Runs the workloads; not one itself. */
const runner = "sequence";

/**
 * Makes a folder for each and returns the argv. Every workload is called as `PROGRAM FOLDER OTHER MODULE NAME OVERWRITE`:
 * its own folder, itself in the other ABI, a module's file and name that it may load, and the file of one that overwrites
 * credentials; "-" for what the machine has not.
 * @throws when the machine can't make the folders.
 */
export async function sequenceCommand(
  machine: Machine,
  folder: string,
  names: readonly string[] = workloadNames(),
): Promise<string[]> {
  const { module, abis, overwrite } = machine;
  const argv: string[] = [];
  for (const name of names.filter((one) => one !== runner)) {
    for (const [index, abi] of abis.entries()) {
      const own = `${folder}/${name}.${abi}`;
      await machine.makeFolder(own);
      const other = abis[index === 0 ? 1 : 0];
      argv.push("!", machine.workload(name, abi), own);
      argv.push(other === undefined ? "-" : machine.workload(name, other));
      argv.push(module?.path ?? "-", module?.name ?? "-");
      argv.push("path" in overwrite ? overwrite.path : "-");
    }
  }
  return [machine.workload(runner, abis[0] ?? "x86_64"), ...argv.slice(1)];
}
