/** The one command that runs every workload in every ABI of a machine, for cases to record. */
import type { Machine } from "./machine.ts";

/** Workloads in the order they run; each gets a folder of its own. */
const workloads = [
  ...(["exec", "fork", "rename", "setsid", "signal", "ptrace", "vm_write", "memfd"] as const),
  ...([
    "namespace",
    "exec_failed",
    "connect",
    "unlink",
    "open",
    "module",
    "bpf_load",
    "wx",
  ] as const),
];

/** Makes the folders and returns the argv. @throws when the machine can't make them. */
export async function sequenceCommand(machine: Machine, folder: string): Promise<string[]> {
  const argv: string[] = [];
  for (const name of workloads) {
    for (const [index, abi] of machine.abis.entries()) {
      const own = `${folder}/${name}.${abi}`;
      await machine.makeFolder(own);
      const program = machine.workload(name, abi);
      const other = machine.abis[1 - index];
      const more = {
        exec: [program, other === undefined ? "-" : machine.workload(name, other)],
        module: machine.module ? [machine.module.path, machine.module.name] : [],
      };
      argv.push("!", program, own, ...(name === "exec" || name === "module" ? more[name] : []));
    }
  }
  return [machine.workload("sequence", machine.abis[0] ?? "x86_64"), ...argv.slice(1)];
}
