/** sonde probe answers in every guest what was found right once, and reviewed. */
import { type Case, fail, pass } from "../case.ts";
import { answersOf, disagreements, goldenAnswers, keepGolden } from "../golden.ts";
import { modes } from "../modes.ts";
import { probed } from "../probed.ts";

/** keep: take what it answers for right, with --update-golden. */
export function probeGolden(keep: boolean): Case {
  return {
    name: "probe-golden",
    modes: modes.map(({ name }) => name),
    async run(machine) {
      const { arch, kernel, mode } = machine;
      const is = answersOf(await probed(machine));
      if (keep) keepGolden(arch, kernel, mode, is);
      const should = goldenAnswers(arch, kernel, mode);
      if (should === undefined) return fail("no golden answers: --update-golden makes them");
      const wrong = disagreements(is, should);
      return wrong.length === 0 ? pass : fail(wrong.join("\n"));
    },
  };
}
