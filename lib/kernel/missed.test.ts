import { expect, test } from "bun:test";
import { countsPerfMisses } from "./missed.ts";

test.each([
  ["5.10.0-40-cloud-amd64", false],
  ["6.6.13", false],
  ["6.7.0-rc1", true],
  ["6.18.44", true],
  ["7.0.0", true],
  ["odd", false],
])("%s: %p", (release, answer) => {
  expect(countsPerfMisses(release)).toBe(answer);
});
