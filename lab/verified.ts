/**
 * What the verifier looks at for each program: verified/<arch>-<kernel>.json, or -<mode>.json, has the
 * instructions that it processed when somebody last looked at them. Pure but for the files.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** By program. */
export type Counts = Readonly<Record<string, number>>;

/** Part of a count by which it may change unseen: kernels of one series differ a little. */
const tolerance = 0.1;

const folder = join(import.meta.dir, "verified");
const fileOf = (where: readonly string[]): string => join(folder, `${where.join("-")}.json`);

/** where: architecture, kernel, and the mode that is not the default one. */
export function keptCounts(where: readonly string[]): Counts {
  const file = fileOf(where);
  if (!existsSync(file)) return {};
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Object.fromEntries(Object.entries(Object(parsed)).map(([key, one]) => [key, Number(one)]));
}

export function keepCounts(where: readonly string[], counts: Counts): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(where), `${JSON.stringify(counts, null, 2)}\n`);
}

/** One line for each program that costs more or less than it did, or is not known yet or any more. */
export function changes(is: Counts, was: Counts): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((program) => {
    const [before, now] = [was[program], is[program]];
    if (before === undefined) return [`${program}: ${now} instructions, and no count is kept`];
    if (now === undefined) return [`${program}: does not load any more`];
    const part = (now - before) / before;
    if (Math.abs(part) <= tolerance) return [];
    const percent = `${part > 0 ? "+" : ""}${(part * 100).toFixed(0)} %`;
    return [`${program}: ${before} instructions, now ${now} (${percent})`];
  });
}
