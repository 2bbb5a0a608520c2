import { expect, test } from "bun:test";
import { onlineCpus, parseCpuList, possibleCpus } from "./cpus.ts";

test("ranges, single numbers, both, nothing", () => {
  expect(parseCpuList("0-3\n")).toEqual([0, 1, 2, 3]);
  expect(parseCpuList("0")).toEqual([0]);
  expect(parseCpuList("0-1,4,6-7")).toEqual([0, 1, 4, 6, 7]);
  expect(parseCpuList("")).toEqual([]);
});

test("this host has a CPU, and no more online than possible", () => {
  expect(onlineCpus()).toBeGreaterThan(0);
  expect(possibleCpus()).toBeGreaterThanOrEqual(onlineCpus());
});
