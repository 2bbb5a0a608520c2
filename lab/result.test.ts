import { expect, test } from "bun:test";
import { junit } from "./junit.ts";
import { type Result, totals } from "./result.ts";

const results: Result[] = [
  {
    kernel: "x86_64 6.1",
    mode: "default",
    test: "probe",
    verdict: { result: "pass" },
    milliseconds: 1500,
  },
  {
    kernel: "x86_64 6.1",
    mode: "default",
    test: "exec",
    verdict: { result: "fail", reason: 'got <2> & "3"\nnot 1' },
    milliseconds: 10,
  },
  {
    kernel: "arm64 6.1",
    mode: "default",
    test: "probe",
    verdict: { result: "not available", reason: "no such suite" },
    milliseconds: 0,
  },
  {
    kernel: "arm64 6.1",
    mode: "default",
    test: "exec",
    verdict: { result: "not available", reason: "no such suite" },
    milliseconds: 0,
  },
];

test("every result is counted once", () => {
  expect(totals(results)).toEqual({ passed: 1, failed: 1, skipped: 2 });
});

test("JUnit XML is escaped", () => {
  const xml = junit(results);
  expect(xml).toContain('<testsuite name="x86_64 6.1 default" tests="2" failures="1" skipped="0">');
  expect(xml).toContain('<testcase classname="x86_64 6.1 default" name="probe" time="1.500"/>');
  expect(xml).toContain('<failure message="got &lt;2&gt; &amp; &quot;3&quot;&#10;not 1"/>');
});
