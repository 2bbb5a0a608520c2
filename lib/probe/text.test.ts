import { expect, test } from "bun:test";
import { longProbeText } from "./long-text.ts";
import { report } from "./report.fixture.ts";
import { probeText } from "./text.ts";

const head = [
  "Linux 6.1.0 x86_64, Some \\x1b[31mLinux, 1 CPU, pages of 4 KiB",
  "#1 SMP",
  "booted with lockdown=integrity",
  "configuration in /proc/config.gz",
  "",
];

test("what is possible by name, what is not with all that is known", () => {
  expect(probeText(report, 80, false)).toBe(
    [
      ...head,
      "data",
      "  yes      btf (5 MiB)",
      "",
      "hooks",
      "  no       fentry:",
      "           forbidden (EPERM)",
      "           lost: cheap hooks",
      "           change: another kernel",
      "  untried  kprobe:",
      "           it would patch code",
      "",
      "helpers",
      "  no       kprobe: get_current_task_btf:",
      "           this kernel has no such helper (EINVAL)",
      "           lost: cheap reading of the task",
      "           change: a newer kernel",
      "",
      "settings",
      "  lockdown  integrity: no writing",
      "  memory    unknown: no map could be created",
      "",
    ].join("\n"),
  );
});

test("the long form has every question's title", () => {
  expect(longProbeText(report, 80, false)).toBe(
    [
      ...head,
      "data",
      "  yes      btf: types: 5 MiB",
      "",
      "hooks",
      "  no       fentry: function entry",
      "           forbidden (EPERM)",
      "           lost: cheap hooks",
      "           change: another kernel",
      "  untried  kprobe: kprobe",
      "           it would patch code",
      "",
      "settings",
      "  lockdown  integrity: no writing",
      "  memory    unknown: no map could be created",
      "",
      "helpers of kprobe",
      "  map_lookup_elem",
      "  not get_current_task_btf: this kernel has no such helper (EINVAL)",
      "  lost: cheap reading of the task; change: a newer kernel",
      "",
      "configuration",
      "  BPF=y KPROBES=n",
      "",
    ].join("\n"),
  );
});

test.each([40, 58, 80, 200])("fits %d columns, and loses no word", (columns) => {
  for (const text of [probeText, longProbeText]) {
    const lines = text(report, columns, false).split("\n");
    expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(columns);
    const words = lines.join(" ").replace(/\s+/g, " ");
    expect(words).toContain("no map could be created");
    expect(words).toContain("cheap reading of the task");
  }
});

test("those that have all in common are told at once", () => {
  const { fentry } = report.features;
  if (fentry === undefined) throw new Error("no fentry");
  const fexit = { ...fentry, title: "function exit", lost: "results" };
  const text = probeText({ ...report, features: { fentry, fexit } }, 80, false);
  expect(text).toContain("  no       fentry, fexit:\n           forbidden (EPERM)\n");
  expect(text).toContain("           lost: cheap hooks; results\n");
});

test("types of which no program can be loaded are told at once", () => {
  const { kprobe } = report.helpers;
  const [refused] = kprobe?.no ?? [];
  if (refused === undefined) throw new Error("fixture");
  const nothing = { yes: [], no: [refused], unknown: [] };
  const text = probeText({ ...report, helpers: { lsm: nothing, tracing: nothing } }, 80, false);
  expect(text).toContain(
    "  no       lsm, tracing: none:\n           this kernel has no such helper (EINVAL)\n",
  );
});

test("a list without spaces is wrapped, not cut", () => {
  const modules = "lockdown,capability,landlock,yama,loadpin,safesetid,integrity,apparmor,bpf";
  const long = { ...report, settings: { security_modules: { value: modules, title: "modules" } } };
  expect(probeText(long, 70, false).replace(/\s+/g, "")).toContain(modules);
});

test("colour only when asked for; nothing that a file holds reaches the terminal as it is", () => {
  expect(probeText(report, 80, true)).toContain("\u001b[31mno\u001b[39m");
  const evil = "\u001b[2J";
  const stored = { ...report, settings: { x: { value: evil, note: evil, title: evil } } };
  for (const text of [probeText, longProbeText]) {
    expect(text(stored, 80, false)).not.toContain("\u001b");
  }
});
