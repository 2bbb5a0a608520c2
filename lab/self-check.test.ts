import { expect, test } from "bun:test";
import { breakages, replaceBytes } from "./self-check.ts";

test("all occurrences are replaced, nothing moves", () => {
  expect(replaceBytes(Buffer.from("xabcxabcx"), "abc", "ABC").toString()).toBe("xABCxABCx");
  expect(() => replaceBytes(Buffer.from("x"), "abc", "ABC")).toThrow("no abc");
  expect(() => replaceBytes(Buffer.from("x"), "abc", "AB")).toThrow("length");
});

test("every breakage keeps the length", () => {
  for (const { from, to } of breakages) expect(to.length).toBe(from.length);
});
