import { expect, test } from "bun:test";
import type { PlannedPoint } from "../recording/format.ts";
import { compareProbes } from "./diff.ts";
import { diffText } from "./diff-text.ts";
import { report } from "./report.fixture.ts";
import type { ProbeReport } from "./report.ts";

const { btf, fentry, kprobe } = report.features;
const { lockdown } = report.settings;
if (!btf || !fentry || !kprobe || !lockdown) throw new Error("fixture");

const point = (flavour: string | null, reason: string): PlannedPoint => ({
  point: "net.connect",
  flavour,
  program: null,
  state: flavour === null ? "not possible" : "verified",
  blind: [],
  rejected: [{ flavour: "fexit", reason }],
});

const stored = (change: Partial<ProbeReport>, plan?: PlannedPoint) => ({
  report: { ...report, ...change },
  plan: plan && [plan],
});

const forbidden = { ...fentry, title: "x", lost: "y" };

const upgraded = stored(
  {
    kernel: {
      ...report.kernel,
      kernel: "6.12.0",
      config: { source: "/boot/config", options: { BPF: "y", KPROBES: "y" } },
    },
    features: {
      btf: { ...btf, answer: "yes", detail: "6 MiB" },
      fentry: { ...btf, answer: "yes" },
      kprobe: forbidden,
      fexit: forbidden,
    },
    settings: { ...report.settings, lockdown: { ...lockdown, value: "none" } },
    helpers: { kprobe: { yes: ["map_lookup_elem", "get_current_task_btf"], no: [], unknown: [] } },
  },
  point("fexit", "-"),
);

test("what changed, and in which direction; figures do not count", () => {
  const before = stored({}, point(null, "no fexit"));
  expect(compareProbes(before, upgraded)).toEqual([
    { of: "kernel", name: "release", before: "6.1.0", after: "6.12.0", change: "changed" },
    {
      ...{ of: "feature", name: "fentry", before: "no: forbidden (EPERM)", after: "yes" },
      change: "gained",
    },
    {
      ...{ of: "feature", name: "kprobe", before: "not tried: it would patch code" },
      ...{ after: "no: forbidden (EPERM)", change: "changed" },
    },
    {
      ...{ of: "point", name: "net.connect", before: "not possible: no fexit" },
      ...{ after: "fexit, verified", change: "gained" },
    },
    { of: "setting", name: "lockdown", before: "integrity", after: "none", change: "changed" },
    {
      ...{ of: "helper", name: "kprobe get_current_task_btf" },
      before: "no: this kernel has no such helper (EINVAL)",
      ...{ after: "yes", change: "gained" },
    },
    { of: "option", name: "KPROBES", before: "n", after: "y", change: "changed" },
  ]);
  const back = compareProbes(upgraded, before).filter(({ change }) => change === "lost");
  expect(back.map(({ name }) => name)).toEqual([
    "fentry",
    "net.connect",
    "kprobe get_current_task_btf",
  ]);
});

test("a probe does not differ from itself, nor by what only one of the two asked", () => {
  expect(compareProbes(upgraded, upgraded)).toEqual([]);
  const all = stored(
    {
      features: { ...report.features, fexit: forbidden },
      mapTypes: { hash: { answer: "yes" } },
      helpers: { ...report.helpers, xdp: { yes: ["redirect"], no: [], unknown: [] } },
    },
    point("a", "-"),
  );
  expect(compareProbes(stored({}), all)).toEqual([]);
  expect(compareProbes(all, stored({}))).toEqual([]);
  expect(diffText([], 80, false)).toBe("no difference\n");
});

test("text: the kernels, then what was lost, gained and changed, alike ones once", () => {
  const changes = compareProbes(upgraded, stored({}, point(null, "no \u001b[2J")));
  const text = diffText(changes, 80, false);
  expect(text).toBe(
    [
      "  release: 6.12.0 → 6.1.0",
      "",
      "lost",
      "  fentry: yes → no: forbidden (EPERM)",
      "  net.connect: fexit, verified → not possible: no \\x1b[2J",
      "  helper kprobe get_current_task_btf:",
      "    was yes",
      "    is  no: this kernel has no such helper (EINVAL)",
      "",
      "changed otherwise",
      "  kprobe: no: forbidden (EPERM) → not tried: it would patch code",
      "  lockdown: none → integrity",
      "  CONFIG_KPROBES: y → n",
      "",
    ].join("\n"),
  );
  for (const columns of [40, 58]) {
    const lines = diffText(changes, columns, false).split("\n");
    expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(columns);
  }
  expect(diffText(changes, 80, true)).toContain("\u001b[31mlost\u001b[39m");
});
