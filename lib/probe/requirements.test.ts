import { describe, expect, test } from "bun:test";
import { SondeError } from "../error.ts";
import { report } from "./report.fixture.ts";
import { unmet } from "./requirements.ts";

test("what holds is not mentioned", () => {
  expect(unmet(report, "btf,lockdown=integrity")).toEqual([]);
  expect(unmet(report, " btf , ")).toEqual([]);
});

test("one line for each demand that does not hold", () => {
  expect(unmet(report, "btf,fentry,kprobe,lockdown=none,memory=cgroup")).toEqual([
    "fentry: no (EPERM): forbidden",
    "kprobe: unknown: not tried",
    "lockdown: is integrity, not none",
    "memory: unknown: no map could be created",
  ]);
});

describe("wrong demands are errors of usage that list the right ones", () => {
  test.each([
    ["nonsense", 'the probe knows no "nonsense"'],
    ["btf=yes", 'the probe knows no "btf=yes"'],
    ["lockdown", '"lockdown" needs a value'],
    ["toString", 'the probe knows no "toString"'],
  ])("%s", (demand, message) => {
    try {
      unmet(report, demand);
      throw new Error("accepted");
    } catch (error) {
      if (!(error instanceof SondeError)) throw error;
      expect(error.message).toContain(message);
      expect(error.code).toBe(2);
      expect(error.hint).toBe("Features: btf, fentry, kprobe. With =value: lockdown, memory.");
    }
  });
});
