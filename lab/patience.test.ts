import { expect, test } from "bun:test";
import { Patience } from "./patience.ts";

test("once a command has hung, the next ones are given less", () => {
  const patience = new Patience();
  const ended = { pid: 1, code: 0, signal: null, stdout: "", stderr: "" };
  const before = patience.limit;
  patience.after({ ...ended, timedOut: false });
  expect(patience.limit).toBe(before);
  patience.after({ ...ended, code: null, signal: 9, timedOut: true });
  expect(patience.limit).toBeLessThan(before);
});
