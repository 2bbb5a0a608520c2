import { expect, test } from "bun:test";
import { parseTruth } from "./truth.ts";

test("lines are grouped by the program that wrote them", () => {
  const { workloads: truth, ...runner } =
    parseTruth(`act=sequence pid=1 caps=000000c000000000 cgroup=0::/limited%0a
act=workload program=/workloads/unlink.i386
act=start pid=5
act=unlink path=/tmp/odd%20%ff%0a%25 ret=-2
act=ended pid=5 code=0 signal=0
`);
  expect(truth.map(({ name, abi, pid }) => ({ name, abi, pid }))).toEqual([
    { name: "unlink", abi: "i386", pid: 5 },
  ]);
  expect(runner).toEqual({ pid: 1, caps: 0xc000000000n, cgroup: "0::/limited\n" });
  const act = truth[0]?.acts[1];
  expect(act?.text("path")).toBe("/tmp/odd \xff\n%");
  expect(act?.num("ret")).toBe(-2);
  expect(() => act?.num("port")).toThrow("has no port");
});

test("a workload that could not do its part is an error", () => {
  const start = "act=workload program=/w/exec.arm\n";
  expect(() => parseTruth(`${start}act=broken what=bind ret=-1\n`)).toThrow("what=bind");
  expect(() => parseTruth(`${start}act=ended pid=5 code=0 signal=11\n`)).toThrow("signal=11");
});
