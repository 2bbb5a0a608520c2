import { describe, expect, test } from "bun:test";
import { schema } from "../../events.gen.ts";
import { pointsOf } from "./path-rules.ts";
import { severities } from "./rule.ts";
import { rules } from "./rules.ts";
import { executionCases } from "./testdata/cases-execution.ts";
import { fileCases } from "./testdata/cases-files.ts";
import { systemCases } from "./testdata/cases-system.ts";
import { Story } from "./testdata/story.ts";

const cases = [...executionCases, ...fileCases, ...systemCases];

function found(story: Story, rule: string) {
  return story.found().filter((finding) => finding.rule.id === rule);
}

describe.each(cases)("$rule", ({ rule, finds, as, about, ignores, low }) => {
  test("finds it", () => {
    const [first] = found(finds(new Story()), rule);
    expect(first?.severity).toBe(as === undefined ? expect.any(String) : as);
    if (about !== undefined) expect(first?.subject).toBe(about);
  });

  test("ignores what is alike", () => {
    const findings = found(ignores(new Story()), rule);
    expect(findings.map(({ process, subject }) => [process.program, subject])).toEqual([]);
  });

  if (low !== undefined) {
    test("what is usual is low", () => {
      const severities = found(low(new Story()), rule).map(({ severity }) => severity);
      expect(new Set(severities)).toEqual(new Set(["low"]));
    });
  }
});

test("every rule has a case", () => {
  const tried = new Set(cases.map(({ rule }) => rule));
  expect(rules.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});

test("the table holds what it should", () => {
  const points = new Set(schema.map(({ name }) => name));
  for (const rule of rules) {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(severities).toContain(rule.severity);
    expect(pointsOf(rule).filter((point) => !points.has(point as never))).toEqual([]);
    for (const text of [rule.why, rule.look]) expect(text).toMatch(/^\S.*\.$/);
  }
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
