/** `npm run lab`: boots kernels, runs the cases in them, prints the matrix. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Arguments, parseArguments, usage } from "./arguments.ts";
import { buildKernel } from "./build-kernel.ts";
import { casesIn } from "./case.ts";
import { cases } from "./cases.ts";
import { type Kernel, kernels } from "./kernels.ts";
import { modes } from "./modes.ts";
import { makePlan, type Plan } from "./plan.ts";
import { junit, matrix, type Result, totals } from "./result.ts";
import { runPlan } from "./run.ts";
import { runNative } from "./run-native.ts";
import { breakages, runSelfCheck } from "./self-check.ts";
import { runShell } from "./shell.ts";
import { ensureTools } from "./tools.ts";

async function main(args: Arguments): Promise<number> {
  if (args.help) return print(usage);
  if (args.list) return list();
  const plan = makePlan(args, cases);
  const [first] = plan.boots;
  if (first === undefined || plan.cases.length === 0) {
    process.stderr.write("lab: nothing is selected; --list shows the names\n");
    return 2;
  }
  await ensureTools([
    ...(["qemu-system-x86_64", "qemu-system-aarch64", "xz"] as const),
    ...(["x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc", "clang"] as const),
    ...(args.buildKernels ? (["make", "flex", "bison", "bc"] as const) : []),
  ]);
  const sonde = {
    x86_64: join(args.dist, "sonde-linux-x64"),
    arm64: join(args.dist, "sonde-linux-arm64"),
  };
  for (const { kernel } of plan.boots) {
    if ("build" in kernel) await buildKernel(kernel.build);
  }
  if (args.shell) return await runShell(first, sonde);
  const results = await runAll(args, plan, sonde);
  mkdirSync(dirname(args.junit), { recursive: true });
  await Bun.write(args.junit, junit(results));
  const { passed, failed, skipped } = totals(results);
  print(`${matrix(results)}\n\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? 1 : 0;
}

async function runAll(
  args: Arguments,
  plan: Plan,
  sonde: Readonly<{ x86_64: string; arm64: string }>,
): Promise<Result[]> {
  const inGuests = plan.boots
    .flatMap(({ modes: group }) => group)
    .reduce((sum, mode) => sum + casesIn(mode.name, plan.cases).length + 1, 0);
  const here = args.native ? casesIn("native", plan.cases).length : 0;
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
    ...modes.map(({ name, desc }) => `  ${name}  ${desc}`),
    "tests:",
    ...cases.map(({ name, point }) => `  ${name}${point ? `  (${point})` : ""}`),
  ];
  return print(`${lines.join("\n")}\n`);
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
