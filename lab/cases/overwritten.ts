/** Credentials that the lab's own module overwrites: the finding, and that nothing else is one. */
import { exitCode } from "../../lib/error.ts";
import { type Case, fail, pass } from "../case.ts";
import { sequenceCommand } from "../sequence.ts";
import { parseTruth } from "../truth.ts";
import { overwritten } from "./creds.ts";

export const overwrites: Case = {
  name: "overwritten",
  modes: ["default"],
  async run(machine) {
    const { overwrite, scratch } = machine;
    if (!("path" in overwrite)) return { result: "not available", reason: overwrite.reason };
    const file = `${scratch}/overwritten.sonde.cbor`;
    const command = await sequenceCommand(machine, `${scratch}/overwritten`, ["escalation"]);
    const ran = await machine.sonde(["record", "-o", file, "--", ...command]);
    if (ran.code !== exitCode.done) return fail(`exit code ${ran.code}: ${ran.stderr}`);
    const expected = overwritten(parseTruth(ran.stdout)).length;
    if (expected === 0) return fail("the module overwrote nothing");
    const { stdout } = await machine.sonde(["summary", file]);
    const found = /critical +A process has rights that no system call gave it/.test(stdout);
    return found
      ? pass
      : fail(`${expected} overwritten, and the summary has no finding:\n${stdout}`);
  },
};
