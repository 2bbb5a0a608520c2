import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { parseIds, threadIds } from "./thread-ids.ts";

const status = [
  "Name:\tx\nPid:\t7\nNSpid:\t7",
  "Uid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nFDSize:\t64",
  "CapInh:\t0000000000000400\nCapPrm:\t0000000000002400\nCapEff:\t000001ffffffffff",
  "CapBnd:\t000001ffffffffff\n",
].join("\n");

test("real, effective and saved ids; capabilities as whole numbers", () => {
  expect(parseIds(status)).toEqual({
    ...{ permitted: 0x2400n, caps: 0x1ffffffffffn },
    ...{ uid: 1, euid: 2, suid: 3, gid: 5, egid: 6, sgid: 7 },
  });
});

test.each(["Uid", "Gid", "CapPrm", "CapEff"])("nothing without %s", (name) => {
  expect(parseIds(status.replace(`${name}:`, "Other:"))).toBeUndefined();
});

test("this process is among them", () => {
  const own = new Map(threadIds()).get(process.pid);
  expect(own).toEqual(parseIds(readFileSync("/proc/self/status", "utf8")));
  expect(own?.euid).toBe(process.geteuid?.());
});
