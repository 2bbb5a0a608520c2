import { describe, expect, test } from "bun:test";
import { Descriptor } from "./descriptor.ts";
import { call, exit, load, r0, r1, set } from "./instructions.ts";
import { lastWords, loadProgram } from "./program.ts";

test("the telling line of a verifier's log", () => {
  const log = [
    "0: (79) r0 = *(u64 *)(r1 +0)",
    "R1 invalid mem access 'scalar'",
    "verification time 20 usec",
    "stack depth 0",
    "processed 1 insns (limit 1000000) max_states_per_insn 0",
    "",
  ].join("\n");
  expect(lastWords(log)).toBe("R1 invalid mem access 'scalar'");
  expect(lastWords("")).toBe("");
});

const root = process.getuid?.() === 0;

describe.skipIf(!root)("real programs (needs root)", () => {
  test("a right one is accepted", () => {
    const loaded = loadProgram("raw_tp", [set(r0, 0), exit]);
    expect(loaded).toBeInstanceOf(Descriptor);
    if (loaded instanceof Descriptor) loaded[Symbol.dispose]();
  });

  test.each([
    ["r0 is never set", [exit], /R0/],
    ["reads through a number", [set(r1, 0), load(r0, r1, 0), exit], /R1/],
    ["does not end", [set(r0, 0)], /last insn|fall|exit/],
    ["calls with what is no pointer", [call("task_pt_regs"), exit], /R1/],
  ])("a wrong one is refused in the verifier's words: %s", (_, program, words) => {
    const loaded = loadProgram("raw_tp", program);
    if (loaded instanceof Descriptor) throw new Error("accepted");
    expect(loaded).toMatchObject({ answer: "no" });
    expect(["EACCES", "EINVAL"]).toContain(loaded.errno ?? "");
    expect(loaded.reason).toMatch(words);
  });
});
