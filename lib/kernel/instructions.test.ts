import { expect, test } from "bun:test";
import {
  add,
  addAtomically,
  assemble,
  call,
  callKernel,
  copy,
  exit,
  functionAt,
  type Instruction,
  jumpIfBelow,
  jumpIfBelow32,
  jumpUnlessEqual,
  load,
  mapOf,
  mapValueOf,
  r0,
  r1,
  r2,
  set,
  stack,
  store,
} from "./instructions.ts";

const hex = (one: Instruction): string => Buffer.from(assemble([one])).toString("hex");

// The bytes that `llvm-mc -triple bpfel -show-encoding` gives.
test.each([
  ["r0 = 10", set(r0, 10), "b7000000 0a000000"],
  ["r1 = r2", copy(r1, r2), "bf210000 00000000"],
  ["r2 += -8", add(r2, -8), "07020000 f8ffffff"],
  ["r0 = *(u64 *)(r1 + 16)", load(r0, r1, 16), "79101000 00000000"],
  ["*(u64 *)(r10 - 8) = 1", store(stack, -8, 1), "7a0af8ff 01000000"],
  ["lock *(u64 *)(r1 + 0) += r2", addAtomically(r1, 0, r2), "db210000 00000000"],
  ["if r0 != 10 goto -2", jumpUnlessEqual(r0, 10, -2), "5500feff 0a000000"],
  ["if r0 < 1 goto 1", jumpIfBelow(r0, 1, 1), "a5000100 01000000"],
  ["if w0 < 1 goto 1", jumpIfBelow32(r0, 1, 1), "a6000100 01000000"],
  ["call kernel function 7", callKernel(7), "85200000 07000000"],
  ["r2 = function 5 behind", functionAt(r2, 5), "18420000 06000000 00000000 00000000"],
  ["call 125", call("ktime_get_boot_ns"), "85000000 7d000000"],
  ["exit", exit, "95000000 00000000"],
  ["r1 = map 5", mapOf(r1, 5), "18110000 05000000 00000000 00000000"],
  ["r1 = value of map 5", mapValueOf(r1, 5), "18210000 05000000 00000000 00000000"],
])("%s", (_, instruction, bytes) => {
  expect(hex(instruction)).toBe(bytes.replaceAll(" ", ""));
});
