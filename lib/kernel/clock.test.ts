import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readClocks } from "./clock.ts";

const seconds = (ns: bigint): number => Number(ns / 1_000_000n) / 1000;

test("wall time is Date's, the other one counts since boot", () => {
  const { wall, clock } = readClocks();
  const uptime = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  expect(Math.abs(seconds(wall) - Date.now() / 1000)).toBeLessThan(1);
  expect(Math.abs(seconds(clock) - uptime)).toBeLessThan(1);
});
