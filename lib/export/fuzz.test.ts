import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { SondeError } from "../error.ts";
import { temporary } from "../recording/testdata/files.ts";
import { fuzzInput } from "../recording/testdata/mutate.ts";
import { csvColumns } from "./csv.ts";
import { exported, parseCsv, rows } from "./testdata/exported.ts";

const inputs = 2000;
/** What no terminal may be sent. */
const harmful = /[^\P{C}\r\n]|[\p{Zl}\p{Zp}]/u;

/** Null: nothing is wrong. */
function problem(path: string): string | null {
  try {
    for (const form of ["ndjson", "ecs"] as const) {
      if (harmful.test(exported(path, form))) return `${form}: harmful`;
      rows(path, form);
    }
    const text = exported(path, "csv");
    if (harmful.test(text)) return "csv: harmful";
    const records = parseCsv(text);
    if (records.some((record) => record.length !== csvColumns.length)) return "csv: columns";
    const cells = records.slice(1).flat();
    const formula = cells.find((cell) => /^\s*[=+\-@]/.test(cell) && !/^-\d+$/.test(cell));
    return formula === undefined ? null : `csv: ${formula}`;
  } catch (error) {
    return error instanceof SondeError
      ? null
      : String(error instanceof Error ? error.stack : error);
  }
}

test(`${inputs} hostile recordings: no crash, whole lines, no harm`, () => {
  const path = temporary(Buffer.alloc(0));
  const problems: string[] = [];
  for (let seed = 1; seed <= inputs && problems.length < 5; seed++) {
    writeFileSync(path, fuzzInput(seed));
    const found = problem(path);
    if (found !== null) problems.push(`seed ${seed}: ${found}`);
  }
  expect(problems).toEqual([]);
});
