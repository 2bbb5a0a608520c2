import { describe, expect, test } from "bun:test";
import { closingLine, none, readJunit, sum } from "./tally.ts";

const xml = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5">
  <testsuite name="a.test.ts" tests="4" failures="1" skipped="1">
    <testcase name="is &gt; 1 &amp; &quot;x&quot;" classname="" file="a.test.ts" line="5" />
    <testcase name="a > b" classname="group" file="a.test.ts"></testcase>
    <testcase name="breaks" classname="group" file="a.test.ts">
      <failure type="AssertionError" />
    </testcase>
    <testcase name="needs root" classname="group" file="a.test.ts">
      <skipped />
    </testcase>
    <testcase classname="x86_64 6.1" name="exec"><skipped message="no &lt;BTF&gt;&#10;here"/></testcase>
  </testsuite>
</testsuites>`;

describe("JUnit", () => {
  test("every verdict, with names and reasons", () => {
    expect(readJunit("bun", xml, 1)).toEqual({
      passed: 2,
      failed: ["a.test.ts: breaks"],
      skipped: ["a.test.ts: needs root", "x86_64 6.1: exec: no <BTF> here"],
    });
  });

  test("a runner that fails by itself is a failure", () => {
    const good = `<testcase name="a"/>`;
    expect(readJunit("bun", good, 0).failed).toEqual([]);
    expect(readJunit("bun", good, 1).failed).toEqual(["bun: ended with 1"]);
    expect(readJunit("bun", good, null).failed).toEqual(["bun: ended with null"]);
  });

  test("a runner that ran nothing is a failure", () => {
    expect(readJunit("lab", "", 0).failed).toEqual(["lab: no test was run"]);
    const skips = `<testcase name="a"><skipped/></testcase>`;
    expect(readJunit("lab", skips, 0).failed).toEqual(["lab: no test was run"]);
  });
});

test("the closing line", () => {
  const one = { passed: 2, failed: ["a"], skipped: ["b", "c"] };
  expect(closingLine(sum([none, one, one]))).toBe("4 passed, 2 failed, 4 skipped");
});
