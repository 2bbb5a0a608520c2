import { expect, test } from "bun:test";
import { changes } from "./verified.ts";

test("a program that costs a tenth more or less is no change", () => {
  expect(changes({ exec: 1100, exit: 900 }, { exec: 1000, exit: 1000 })).toEqual([]);
});

test("more than that is, and so is a program that came or went", () => {
  expect(changes({ exec: 1101, open: 5 }, { exec: 1000, fork: 7 })).toEqual([
    "exec: 1000 instructions, now 1101 (+10 %)",
    "fork: does not load any more",
    "open: 5 instructions, and no count is kept",
  ]);
});
