/** Breaks sonde on purpose and demands that the lab notices: a lab that can't fail says nothing. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import type { Case, Outcome } from "./case.ts";
import { fail, pass } from "./case.ts";
import { makePlan } from "./plan.ts";
import type { Result } from "./result.ts";
import { type RunSettings, runPlan } from "./run.ts";

/** One name in the executable replaced by another of the same length. */
export interface Breakage {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The case that must fail. */
  readonly test: string;
}

/** The event that every flavour of process.exec hangs on. */
const execEvent = "sched_process_exec";

export const breakages: readonly Breakage[] = [
  { name: "hook-does-not-exist", from: execEvent, to: "sched_process_nope", test: "exec" },
  // A kernel thread that finds a hung task raises it: never, here.
  { name: "hook-never-fires", from: execEvent, to: "sched_process_hang", test: "exec" },
];

/** On one kernel; a result per breakage, which passes when the case failed. */
export async function runSelfCheck(
  cases: readonly Case[],
  settings: RunSettings,
): Promise<Result[]> {
  const where = {
    guests: true,
    kernel: "6.12",
    arch: "x86_64",
    mode: "default",
    short: false,
    buildKernels: false,
  };
  return await Promise.all(
    breakages.map(async (breakage) => {
      const start = performance.now();
      const sonde = await brokenExecutable(settings.sonde.x86_64, breakage);
      const plan = makePlan({ ...where, test: breakage.test }, cases);
      const results = await runPlan(plan, {
        jobs: 1,
        sonde: { ...settings.sonde, x86_64: sonde },
        name: breakage.name,
        report: () => undefined,
      });
      rmSync(sonde);
      const found = results.find(({ test }) => test === breakage.test);
      const result = {
        kernel: "x86_64 6.12",
        mode: breakage.name,
        test: "self-check",
        verdict: mustFail(found),
        milliseconds: performance.now() - start,
      };
      settings.report(result);
      return result;
    }),
  );
}

/** A guest that did not come up fails too, but shows nothing. */
function mustFail(found: Result | undefined): Outcome {
  if (found === undefined) return fail("the case did not run");
  const { verdict, test } = found;
  if (verdict.result === "pass") return fail(`${test} passed with a broken hook`);
  if (verdict.result !== "fail") return fail(`${test}: ${verdict.result}: ${verdict.reason}`);
  const byCase = /^(flavour|not known to be impossible)/.test(verdict.reason);
  return byCase ? pass : fail(`${test} failed for another reason: ${verdict.reason}`);
}

/** @throws Error when the name is not in the executable: then the table is out of date. */
async function brokenExecutable(sonde: string, { name, from, to }: Breakage): Promise<string> {
  const folder = join(cacheRoot("lab"), "run");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${name}`);
  await Bun.write(path, replaceBytes(Buffer.from(await Bun.file(sonde).arrayBuffer()), from, to));
  return path;
}

/** In place; nothing moves. @throws Error when the lengths differ or there is nothing to replace */
export function replaceBytes(bytes: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error(`${from} and ${to} differ in length`);
  let count = 0;
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + to.length)) {
    bytes.write(to, at, "latin1");
    count++;
  }
  if (count === 0) throw new Error(`no ${from} to replace`);
  return bytes;
}
