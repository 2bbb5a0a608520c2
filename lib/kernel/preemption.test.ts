import { expect, test } from "bun:test";
import { preemptiblePrograms } from "./preemption.ts";

test.each([
  ["5.10.0-40-cloud-amd64", false],
  ["6.18.44", false],
  ["7.0.0-rc1", true],
  ["7.2.12+deb14-cloud-arm64", true],
  ["10.1", true],
  ["odd", false],
])("%s: %p", (release, answer) => {
  expect(preemptiblePrograms(release)).toBe(answer);
});
