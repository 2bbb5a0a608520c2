import { expect, test } from "bun:test";
import { report } from "./report.fixture.ts";
import { probeText } from "./text.ts";

test("every answer with what it means", () => {
  expect(probeText(report, 80, false)).toBe(
    [
      "Linux 6.1.0 x86_64, Some \\x1b[31mLinux, 1 CPU, pages of 4 KiB",
      "#1 SMP",
      "",
      "data",
      "  btf       yes      types: 5 MiB",
      "",
      "hooks",
      "  fentry    no       function entry: forbidden (EPERM)",
      "                     lost: cheap hooks",
      "                     change: another kernel",
      "  kprobe    unknown  kprobe: not tried",
      "",
      "settings",
      "  lockdown  integrity: no writing",
      "  memory    unknown: no map could be created",
      "",
    ].join("\n"),
  );
});

test("fits the terminal, and loses no word when it is narrow", () => {
  const narrow = probeText(report, 52, false).split("\n").slice(2);
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(52);
  expect(narrow.join(" ").replace(/\s+/g, " ")).toContain("no map could be created");
});

test("a list without spaces is wrapped, not cut", () => {
  const modules = "lockdown,capability,landlock,yama,loadpin,safesetid,integrity,apparmor,bpf";
  const long = { ...report, settings: { security_modules: { value: modules, title: "modules" } } };
  expect(probeText(long, 70, false).replace(/\s+/g, "")).toContain(modules);
});

test("colour only when asked for", () => {
  expect(probeText(report, 80, true)).toContain("\u001b[31mno\u001b[39m");
  expect(probeText(report, 80, false)).not.toContain("\u001b");
});
