/** Counts of tests, whoever ran them. Pure. */

export interface Tally {
  readonly passed: number;
  /** What failed, by name. */
  readonly failed: readonly string[];
  /** What was skipped, by name, and why. */
  readonly skipped: readonly string[];
}

export const none: Tally = { passed: 0, failed: [], skipped: [] };

export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.flatMap(({ failed }) => failed),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/** The line that a run of tests ends with. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}

/**
 * Reads JUnit XML as bun and the lab write it. A runner that ended with `code` other than 0 without
 * a failed test, or that ran no test at all, has failed itself.
 */
export function readJunit(runner: string, xml: string, code: number | null): Tally {
  let passed = 0;
  const failed: string[] = [];
  const skipped: string[] = [];
  for (const [, head = "", body = ""] of xml.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const place = attribute(head, "file") ?? attribute(head, "classname");
    const name = [place, attribute(head, "name")].filter(Boolean).join(": ");
    const [, verdict, problem = ""] = /<(failure|error|skipped)\b([^>]*)/.exec(body) ?? [];
    if (verdict === undefined) passed++;
    else if (verdict !== "skipped") failed.push(name);
    else {
      const reason = attribute(problem, "message");
      skipped.push(reason === undefined ? name : `${name}: ${reason}`);
    }
  }
  if (passed + failed.length === 0) failed.push(`${runner}: no test was run`);
  else if (code !== 0 && failed.length === 0) failed.push(`${runner}: ended with ${code}`);
  return { passed, failed, skipped };
}

function attribute(text: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1];
  return value?.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, entity?: string) =>
    code === undefined
      ? (entities[entity ?? ""] ?? all)
      : Number(code) === 10
        ? " "
        : String.fromCodePoint(Number(code)),
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
