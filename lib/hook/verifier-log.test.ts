import { expect, test } from "bun:test";
import { refusal } from "./verifier-log.ts";

const reason = "program of this type cannot use helper bpf_probe_read_kernel#113";
const code = "12: (85) call bpf_probe_read_kernel#113";
const statistics = "processed 13 insns (limit 1000000) max_states_per_insn 0 total_states 0";

const logs: readonly [what: string, log: string, why: string | undefined][] = [
  ["the last line before the statistics", `${code}\n${reason}\n${statistics}\n-- END`, reason],
  [
    "not what a newer verifier suggests below",
    `${code}\n${reason}\n\nVerification failed: Policy: Operation is not allowed\n\nSuggestion:\n  Use a helper.\n\n${statistics}`,
    reason,
  ],
  ["nothing but what libbpf says of itself", "libbpf: failed to load object\n", undefined],
];

test.each(logs)("why a program is refused: %s", (_, log, why) => {
  expect(refusal(log)).toBe(why);
});
