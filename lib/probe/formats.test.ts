import { expect, test } from "bun:test";
import { nagios } from "./nagios.ts";
import { prometheus } from "./prometheus.ts";
import { report } from "./report.fixture.ts";

const figures = "yes=1 no=1 unknown=1";

test("nagios: without demands, what recording needs", () => {
  expect(nagios(report, undefined)).toEqual({
    line: `SONDE OK - this kernel can be audited | ${figures}`,
    code: 0,
  });
  const { fentry, kprobe } = report.features;
  if (fentry === undefined || kprobe === undefined) throw new Error("fixture");
  const lacking = { ...report, features: { btf: { ...fentry, reason: "a|b\n" } } };
  expect(nagios(lacking, undefined)).toEqual({
    line: "SONDE CRITICAL - btf: a/b\\n | yes=0 no=1 unknown=0",
    code: 2,
  });
  const unasked = { ...report, features: { btf: kprobe } };
  expect(nagios(unasked, undefined)).toEqual({
    line: "SONDE UNKNOWN - btf: it would patch code | yes=0 no=0 unknown=1",
    code: 3,
  });
});

test("nagios: demands that do not hold are critical", () => {
  expect(nagios(report, []).line).toBe(`SONDE OK - all that is required holds | ${figures}`);
  expect(nagios(report, ["a: no", "b: is c"])).toEqual({
    line: `SONDE CRITICAL - a: no; b: is c | ${figures}`,
    code: 2,
  });
});

/** One sample of the text format, as its specification has it. */
const sample =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*",?)*\})? -?\d+$/;

test("prometheus: families with help and type, samples below them", () => {
  const text = prometheus(report, ["fentry: no"]);
  expect(text).toEndWith("\n");
  let family = "";
  for (const line of text.trimEnd().split("\n")) {
    const [, name] = /^# (?:HELP|TYPE) (\S+) /.exec(line) ?? [];
    if (name !== undefined) family = name;
    else {
      expect(line).toMatch(sample);
      expect(line.split(/[{ ]/)[0] ?? "").toBe(family);
    }
  }
  expect(text).toContain('sonde_probe_feature{feature="fentry",group="hooks"} 0\n');
  expect(text).toContain('sonde_probe_feature{feature="btf",group="data"} 1\n');
  expect(text).not.toContain('feature="kprobe"');
  expect(text).toContain("sonde_probe_unknown 1\n");
  expect(text).toContain('sonde_probe_setting{setting="lockdown",value="integrity"} 1\n');
  expect(text).toContain("sonde_probe_unmet 1\n");
  expect(text).toContain('distribution="Some \\\\x1b[31mLinux"');
});

test("prometheus: a label cannot end its quotes", () => {
  const value = '"} 1\nevil 1';
  const text = prometheus({ ...report, settings: { x: { value, title: "x" } } }, undefined);
  for (const line of text.trimEnd().split("\n"))
    if (!line.startsWith("#")) expect(line).toMatch(sample);
});
