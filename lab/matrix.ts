/** Results as tables: kernels against points and against modes, then the reasons. Pure. */
import type { Result, Verdict } from "./result.ts";

/** What stands in a cell. */
export const legend = "Cells: passed, +i impossible, n/a not available, FAIL failed.";

/** A crash may show a line of minified code. */
const maxLine = 300;

/** A point's row sums up all modes and flavours, a mode's all tests; a kernel's time is that of its guests. */
export function matrix(results: readonly Result[]): string {
  const kernels = [...new Set(results.map(({ kernel }) => kernel))];
  const points = table("test", kernels, results, ({ test }) => test.replace(/:.*/, ""), counts);
  const modes = table("mode", kernels, results, ({ mode }) => mode, timed);
  const all = table("all", kernels, results, () => "", timed).slice(1);
  const tables = [...aligned(points), "", ...aligned([...modes, ...all])];
  return [...tables, "", legend, ...reasons(results)].join("\n");
}

function table(
  title: string,
  kernels: readonly string[],
  results: readonly Result[],
  keyOf: (result: Result) => string,
  cell: (results: readonly Result[]) => string,
): string[][] {
  const rows = [...Map.groupBy(results, keyOf)];
  return [
    [title, ...kernels],
    ...rows.map(([key, row]) => {
      const own = Map.groupBy(row, ({ kernel }) => kernel);
      return [key, ...kernels.map((kernel) => cell(own.get(kernel) ?? []))];
    }),
  ];
}

function counts(results: readonly Result[]): string {
  const count = (name: Verdict["result"]) =>
    results.filter(({ verdict }) => verdict.result === name).length;
  const parts: readonly (readonly [number, (n: number) => string])[] = [
    [count("pass"), String],
    [count("impossible"), (n) => `+${n}i`],
    [count("not available"), () => "n/a"],
    [count("fail"), (n) => `${n} FAIL`],
  ];
  return parts.flatMap(([n, show]) => (n > 0 ? [show(n)] : [])).join(" ");
}

function timed(results: readonly Result[]): string {
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  return results.length > 0 ? `${counts(results)} ${seconds.toFixed(0)}s` : "";
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Equal ones once, with the tests and the machines that they hold for. */
function reasons(results: readonly Result[]): string[] {
  const rows = results.flatMap((result) =>
    reasonsOf(result.verdict).map((reason) => ({ result, reason })),
  );
  const groups = Map.groupBy(rows, ({ result, reason }) =>
    [result.verdict.result, reason].join("\0"),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const what = first.result.verdict.result === "fail" ? "FAIL" : first.result.verdict.result;
    const tests = new Set(group.map(({ result }) => result.test));
    const places = new Set(group.map(({ result }) => `${result.kernel} ${result.mode}`));
    return [
      "",
      `${what} ${grouped([...tests])}`,
      `    on ${[...places].join(", ")}`,
      ...first.reason.split("\n").map((line) => `    ${line.slice(0, maxLine)}`),
    ];
  });
}

/** A failure as it is told; what is impossible without the flavours, which are in the test's name. */
function reasonsOf(verdict: Verdict): string[] {
  if (verdict.result === "pass") return [];
  const { reason } = verdict;
  if (verdict.result !== "impossible" || verdict.rejected === undefined) return [reason];
  return [...new Set(verdict.rejected.map((one) => one.reason))];
}

/** Points that are named one by one. */
const maxNamed = 8;

/** `exec:tp_btf`, `exec:raw_tp` as `exec:{tp_btf,raw_tp}`; of many only their number and the first. */
function grouped(tests: readonly string[]): string {
  const groups = [...Map.groupBy(tests, (test) => test.replace(/:.*/, ""))];
  if (groups.length > maxNamed) {
    const named = groups.slice(0, maxNamed).map(([base]) => base);
    return `${tests.length} tests: ${named.join(", ")} and ${groups.length - maxNamed} more points`;
  }
  return groups
    .flatMap(([base, names]) => {
      const flavours = names.flatMap((name) =>
        name === base ? [] : [name.slice(base.length + 1)],
      );
      const plain = names.includes(base) ? [base] : [];
      const forced = flavours.length > 1 ? `{${flavours.join(",")}}` : flavours[0];
      return forced === undefined ? plain : [...plain, `${base}:${forced}`];
    })
    .join(", ");
}
