/** sonde probe answers in every guest what was found right once, and reviewed. */
import { type Case, fail, pass } from "../case.ts";
import { answersOf, disagreements, goldenAnswers, keepGolden } from "../golden.ts";
import { modes } from "../modes.ts";

/** keep: take what it answers for right, with --update-golden. */
export function probeGolden(keep: boolean): Case {
  return {
    name: "probe-golden",
    modes: modes.map(({ name }) => name),
    async run(machine) {
      const { arch, kernel, mode } = machine;
      const { code, stdout, stderr } = await machine.sonde(["probe", "--json"]);
      if (code !== 0) return fail(`exit code ${code}: ${stderr.trim()}`);
      const is = answersOf(JSON.parse(stdout));
      if (keep) keepGolden(arch, kernel, mode, is);
      const should = goldenAnswers(arch, kernel, mode);
      if (should === undefined) return fail("no golden answers: --update-golden makes them");
      const wrong = disagreements(is, should);
      return wrong.length === 0 ? pass : fail(wrong.join("\n"));
    },
  };
}
