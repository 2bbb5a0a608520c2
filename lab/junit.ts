/** Results as JUnit XML. Pure. */
import { type Result, totals, type Verdict } from "./result.ts";

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
