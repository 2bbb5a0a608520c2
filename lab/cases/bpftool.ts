/** `sonde probe --all` beside `bpftool feature probe`: the same, or a known reason who is right. */
import { parseProbe } from "../../lib/probe/parse.ts";
import { agreements, differences, explanations } from "../bpftool.ts";
import { type Case, fail, pass } from "../case.ts";
import { bpftoolOn, noBpftool } from "../guest-bpftool.ts";

const modes = ["default", "confidentiality", "native"];

export const bpftool: Case = {
  name: "bpftool",
  modes,
  limits: [noBpftool],
  async run(machine) {
    const tool = await bpftoolOn(machine);
    if ("result" in tool) return tool;
    const theirs = await machine.run([...tool.argv, "-j", "feature", "probe"]);
    if (theirs.code !== 0) return fail(`bpftool: ${theirs.stderr}`);
    const ours = await machine.sonde(["probe", "--all", "--json"]);
    if (ours.code !== 0) return fail(`sonde: ${ours.stderr}`);
    const report = parseProbe(JSON.parse(ours.stdout));
    const said: unknown = JSON.parse(theirs.stdout);
    const unexplained = differences(said, report).filter(
      (one) => !explanations.some(({ fits }) => fits(one)),
    );
    if (unexplained.length > 0)
      return fail(unexplained.map((one) => JSON.stringify(one)).join("\n"));
    const same = agreements(said, report);
    return same > 1000 ? pass : fail(`only ${same} items could be compared`);
  },
};
