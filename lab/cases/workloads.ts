/** The workloads themselves work on this machine, without sonde: else the other cases say nothing. */
import { type Case, fail, pass } from "../case.ts";
import { sequenceCommand } from "../sequence.ts";
import { parseTruth } from "../truth.ts";

export const workloads: Case = {
  name: "workloads",
  modes: ["native", "default"],
  async run(machine) {
    const argv = await sequenceCommand(machine, `${machine.scratch}/alone`);
    const { code, signal, stdout, stderr } = await machine.run(argv);
    const { workloads: truth } = parseTruth(stdout);
    if (code !== 0)
      return fail(`exit code ${code}, signal ${signal}: ${stderr}\n${stdout.slice(-500)}`);
    const wanted = argv.filter((word) => word === "!").length + 1;
    return truth.length === wanted ? pass : fail(`${truth.length} of ${wanted} workloads ran`);
  },
};
