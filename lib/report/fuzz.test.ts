import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { SondeError } from "../error.ts";
import { temporary } from "../recording/testdata/files.ts";
import { fuzzInput } from "../recording/testdata/mutate.ts";
import { verify } from "../recording/verify.ts";
import { type Choice, everything } from "./choice.ts";
import { summarize } from "./summary.ts";
import { summaryJson } from "./summary-json.ts";
import { summaryText } from "./summary-text.ts";
import { verificationText } from "./verification.ts";

/** SONDE_FUZZ=1000000 for the long run; SONDE_FUZZ_SEED to look at one input again. */
const inputs = Number(process.env.SONDE_FUZZ ?? 20_000);
const firstSeed = Number(process.env.SONDE_FUZZ_SEED ?? 1);
/** CPU time for an input of a few KiB, which takes about one ms. */
const patienceMs = 1000;
const columns = 80;
const choice: Choice = { ...everything, sections: "all" };

/** What no terminal may be sent, whatever the file holds. */
const harmful = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

/** What is wrong with how this input is read, and with `tell` told; null: nothing. */
function problem(path: string, tell: boolean): string | null {
  try {
    const summary = summarize(path, choice);
    if (summary.ending.state === "complete" && summary.reason === null) return "no trailer";
    if (!tell) return null;
    const text = summaryText(summary, { columns, colour: false, treeRows: 40 }, choice);
    const json = summaryJson(summary);
    const checked = verificationText(verify(path));
    if (harmful.test(text) || harmful.test(json) || harmful.test(checked)) return "harmful output";
    JSON.parse(json);
    const wide = text.split("\n").find((line) => Bun.stringWidth(line) > columns);
    if (wide !== undefined) return `a line that is too wide: ${wide}`;
    return null;
  } catch (error) {
    return error instanceof SondeError
      ? null
      : String(error instanceof Error ? error.stack : error);
  }
}

test(
  `${inputs} inputs: no crash, no hang, no harm`,
  () => {
    const path = temporary(Buffer.alloc(0));
    const problems: string[] = [];
    let read = 0;
    const before = process.memoryUsage().rss;
    for (let seed = firstSeed; seed < firstSeed + inputs && problems.length < 5; seed++) {
      writeFileSync(path, fuzzInput(seed));
      const start = process.cpuUsage();
      // Tables take longer than all the rest.
      const found = problem(path, seed % 16 === 0);
      if (found === null) read++;
      if (found !== null) problems.push(`seed ${seed}: ${found}`);
      if (process.cpuUsage(start).user > patienceMs * 1000) problems.push(`seed ${seed}: slow`);
    }
    expect(problems).toEqual([]);
    expect(read).toBe(inputs);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
  },
  inputs * 20,
);
