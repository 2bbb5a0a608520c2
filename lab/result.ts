/** What a run of the lab found, as a table and as JUnit XML. Pure. */
import type { Outcome } from "./case.ts";

/** Not available: the kernel could not be had or did not boot what was asked. */
export type Verdict = Outcome | { readonly result: "not available"; readonly reason: string };

export interface Result {
  /** `x86_64 6.1`. */
  readonly kernel: string;
  readonly mode: string;
  readonly test: string;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** Impossible and not available. */
  readonly skipped: number;
}

export function totals(results: readonly Result[]): Totals {
  const count = (...names: Verdict["result"][]) =>
    results.filter(({ verdict }) => names.includes(verdict.result)).length;
  return {
    passed: count("pass"),
    failed: count("fail"),
    skipped: count("impossible", "not available"),
  };
}

const cell = {
  pass: "pass",
  fail: "FAIL",
  impossible: "impossible",
  "not available": "n/a",
} as const;

/** Kernel and mode against test, then the reasons, equal ones once. */
export function matrix(results: readonly Result[]): string {
  const tests = [...new Set(results.map(({ test }) => test))];
  const rows = Map.groupBy(results, ({ kernel, mode }) => `${kernel} ${mode}`);
  const table = [["", ...tests]];
  for (const [name, row] of rows) {
    const verdicts = new Map(row.map(({ test, verdict }) => [test, cell[verdict.result]]));
    table.push([name, ...tests.map((test) => verdicts.get(test) ?? "")]);
  }
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((text, column) => text.padEnd(widths?.[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...reasons(results)].join("\n");
}

/** A crash may show a line of minified code. */
const maxLine = 300;

function reasons(results: readonly Result[]): string[] {
  const unhappy = results.flatMap((result) =>
    "reason" in result.verdict ? [{ ...result, why: result.verdict.reason }] : [],
  );
  const groups = Map.groupBy(unhappy, ({ verdict, why }) => [cell[verdict.result], why].join("\0"));
  return [...groups].flatMap(([key, group]) => {
    const [what, why = ""] = key.split("\0");
    const tests = new Set(group.map(({ test }) => test));
    const where = new Set(group.map(({ kernel, mode }) => `${kernel} ${mode}`));
    const head = `${what} ${[...tests].join(", ")}: ${[...where].join(", ")}`;
    const lines = why.trimEnd().split("\n");
    return ["", head, ...lines.map((line) => `    ${line.slice(0, maxLine)}`)];
  });
}

/** One suite per kernel and mode. */
export function junit(results: readonly Result[]): string {
  const suites = Map.groupBy(results, ({ kernel, mode }) => `${kernel} ${mode}`);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"];
  for (const [name, suite] of suites) {
    const { failed, skipped } = totals(suite);
    const counts = `tests="${suite.length}" failures="${failed}" skipped="${skipped}"`;
    lines.push(`  <testsuite name="${escapeXml(name)}" ${counts}>`);
    for (const { test, verdict, milliseconds } of suite) {
      const time = (milliseconds / 1000).toFixed(3);
      const head = `<testcase classname="${escapeXml(name)}" name="${escapeXml(test)}" time="${time}"`;
      lines.push(
        `    ${verdict.result === "pass" ? `${head}/>` : `${head}>${problem(verdict)}</testcase>`}`,
      );
    }
    lines.push("  </testsuite>");
  }
  return `${[...lines, "</testsuites>"].join("\n")}\n`;
}

function problem(verdict: Exclude<Verdict, { result: "pass" }>): string {
  const reason = escapeXml(verdict.reason);
  if (verdict.result === "fail") return `<failure message="${reason}"/>`;
  return `<skipped message="${verdict.result}: ${reason}"/>`;
}

/** Characters that XML 1.0 can't carry at all become "?". */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is replaced
  const clean = text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "?");
  const entity: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
  };
  return clean.replace(/[&<>"\n]/g, (character) => entity[character] ?? character);
}
