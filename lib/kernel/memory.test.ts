import { expect, test } from "bun:test";
import { memoryHierarchies, totalMemory } from "./memory.ts";

const unified = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
const legacy = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
const other = "36 31 0:33 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu";

test("the unified hierarchy", () => {
  expect(memoryHierarchies(unified, "0::/user.slice/x.scope")).toEqual([
    {
      root: "/sys/fs/cgroup",
      group: "/user.slice/x.scope",
      limit: "memory.max",
      usage: "memory.current",
    },
  ]);
});

test("the memory controller of the old ones", () => {
  const cgroup = "4:memory:/a/b\n1:cpu:/c\n0::/";
  const found = memoryHierarchies(`${other}\n${legacy}`, cgroup);
  expect(found.map(({ root, group }) => [root, group])).toEqual([
    ["/sys/fs/cgroup/memory", "/a/b"],
  ]);
});

test("the machine has some", () => {
  expect(totalMemory()).toBeGreaterThan(64 << 20);
});
