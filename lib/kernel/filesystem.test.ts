import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { mountPoint, readKernelFs } from "./filesystem.ts";

const mountinfo = [
  "22 27 0:21 / /proc rw,relatime - proc proc rw",
  "30 27 0:7 /events /mnt/part rw - tracefs tracefs rw",
  "31 27 0:7 / /sys/kernel/tracing rw,nosuid shared:12 - tracefs tracefs rw",
  "32 27 0:8 / /mnt/with\\040space rw - securityfs securityfs rw",
].join("\n");

test("a mount is found by its type, whole, with its real name", () => {
  expect(mountPoint(mountinfo, "tracefs")).toBe("/sys/kernel/tracing");
  expect(mountPoint(mountinfo, "securityfs")).toBe("/mnt/with space");
  expect(mountPoint(mountinfo, "debugfs")).toBeUndefined();
});

const root = process.getuid?.() === 0;

test.skipIf(!root)("tracefs is read whether mounted or not (needs root)", () => {
  const text = readKernelFs("tracefs", "events/raw_syscalls/sys_exit/id");
  if (typeof text === "string") expect(Number(text)).toBeGreaterThan(0);
  else expect(text.reason).not.toBe("");
});

test.skipIf(!root)("nothing is mounted afterwards (needs root)", () => {
  const before = readFileSync("/proc/self/mountinfo", "utf8");
  readKernelFs("securityfs", "lockdown");
  expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(before);
});
