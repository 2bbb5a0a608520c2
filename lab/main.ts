/** `npm run lab`: boots kernels, runs the cases in them, prints the matrix. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureTools, labTools } from "../build/tools.ts";
import { type Arguments, parseArguments, usage } from "./arguments.ts";
import { buildKernel } from "./build-kernel.ts";
import { type Case, casesIn } from "./case.ts";
import { probeGolden } from "./cases/probe-golden.ts";
import { programs } from "./cases/programs.ts";
import { cases } from "./cases.ts";
import { junit } from "./junit.ts";
import { hostArch, type Kernel, kernels } from "./kernels.ts";
import { matrix } from "./matrix.ts";
import { type ModeRuns, modes, nativeRuns } from "./modes.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type Result, totals } from "./result.ts";
import { runPlan, testsIn } from "./run.ts";
import { runNative } from "./run-native.ts";
import { breakages, runSelfCheck } from "./self-check.ts";
import { runShell } from "./shell.ts";

async function main(args: Arguments): Promise<number> {
  if (args.help) return print(usage);
  if (args.list) return list();
  const plan = makePlan(args, args.updateGolden ? cases.map(keeping) : cases);
  const [first] = plan.boots;
  if ((first === undefined && !args.native) || plan.cases.length === 0) {
    process.stderr.write("lab: nothing is selected; --list shows the names\n");
    return 2;
  }
  ensureTools(labTools(args.buildKernels));
  const sonde = {
    x86_64: join(args.dist, "sonde-linux-x64"),
    arm64: join(args.dist, "sonde-linux-arm64"),
  };
  for (const { kernel } of plan.boots) {
    if ("build" in kernel) await buildKernel(kernel.build);
  }
  if (args.shell && first) return await runShell(first, sonde);
  const results = await runAll(args, plan, sonde);
  mkdirSync(dirname(args.junit), { recursive: true });
  await Bun.write(args.junit, junit(results));
  const { passed, failed, skipped } = totals(results);
  print(`${matrix(results)}\n\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? 1 : 0;
}

/** Cases that take what they see for right, and keep it. */
const keepers = [probeGolden(true), programs(true)];

function keeping(one: Case): Case {
  return keepers.find(({ name }) => name === one.name) ?? one;
}

async function runAll(
  args: Arguments,
  plan: Plan,
  sonde: Readonly<{ x86_64: string; arm64: string }>,
): Promise<Result[]> {
  const inGuests = plan.boots
    .flatMap((boot) => boot.modes.map((mode) => testsIn(boot, mode, plan.cases)))
    .reduce((sum, tests) => sum + tests.length, 0);
  const here = args.native ? casesIn(nativeRuns(hostArch()), plan.cases).length : 0;
  const total = inGuests + here + (args.selfCheck ? breakages.length : 0);
  const start = performance.now();
  let done = 0;
  const report = (result: Result): void => {
    done++;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    process.stderr.write(`[${done}/${total} ${seconds}s] ${progress(result)}\n`);
  };
  const settings = { jobs: args.jobs, sonde, report };
  const native = args.native ? await runNative(plan.cases, settings) : [];
  const broken = args.selfCheck ? await runSelfCheck(cases, settings) : [];
  return [...native, ...broken, ...(await runPlan(plan, settings))];
}

function progress({ kernel, mode, test, verdict }: Result): string {
  const why = "reason" in verdict ? `: ${verdict.reason.split("\n")[0]}` : "";
  return `${kernel} ${mode} ${test} ${verdict.result}${why}`;
}

function list(): number {
  const origin = (kernel: Kernel) =>
    "build" in kernel
      ? `built from ${kernel.build.package}, with --build-kernels`
      : kernel.from.suites.map((group) => group[0]).join(", ");
  const lines = [
    "kernels:",
    ...kernels.map((kernel) => `  ${kernel.arch} ${kernel.name}  (${origin(kernel)})`),
    "modes:",
    ...modes.flatMap(({ name, desc, runs }) => [`  ${name}  ${desc}`, `    ${shownRuns(runs)}`]),
    "tests:",
    ...cases.flatMap(({ name, point, door }) =>
      door === undefined ? [`  ${name}${point ? `  (${point})` : ""}`] : [],
    ),
    "and each point by each of its flavours, forced:",
    `  ${cases.flatMap(({ name, door }) => (door === undefined ? [] : [name])).join(" ")}`,
  ];
  return print(`${lines.join("\n")}\n`);
}

function shownRuns({ points, forced, why }: ModeRuns): string {
  const what = [`points ${points ?? "none"}`, ...(forced ? [`forced ${forced}`] : [])];
  return `${what.join(", ")}: ${why}`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2), dirname(import.meta.dir)));
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
