/** `npm run lab`: boots kernels, runs the cases in them, prints the matrix. */
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import cac from "cac";
import { cases } from "./cases.ts";
import { kernels } from "./kernels.ts";
import { modes } from "./modes.ts";
import { makePlan } from "./plan.ts";
import { junit, matrix, type Result, totals } from "./result.ts";
import { runPlan } from "./run.ts";
import { runShell } from "./shell.ts";
import { ensureTools } from "./tools.ts";

const root = dirname(import.meta.dir);

async function main(argv: readonly string[]): Promise<number> {
  const cli = cac("lab");
  cli.option("--kernel <glob>", "Kernels, by name");
  cli.option("--arch <glob>", "Architectures: x86_64, arm64");
  cli.option("--mode <glob>", "Modes, by name");
  cli.option("--test <glob>", "Cases, by name");
  cli.option("--short", "The few kernels of npm test, default mode only");
  cli.option("--jobs <n>", "Guests at a time", { default: availableParallelism() });
  cli.option("--junit <file>", "Results as JUnit XML", { default: join(root, "dist/lab.xml") });
  cli.option("--dist <folder>", "Where the executables are", { default: join(root, "dist") });
  cli.option("--shell", "A shell in the first guest of the selection");
  cli.option("--list", "What there is, and nothing else");
  cli.help();
  const { options } = cli.parse([...argv], { run: false });
  if (options.help === true) return 0;
  const text = (name: string): string | null => {
    const value: unknown = options[name];
    return value === undefined ? null : String(value);
  };
  const selection = {
    kernel: text("kernel"),
    arch: text("arch"),
    mode: text("mode"),
    test: text("test"),
    short: options.short === true,
  };
  const plan = makePlan(selection, cases);
  if (options.list === true) return list();
  if (plan.boots.length === 0 || plan.cases.length === 0) {
    process.stderr.write("lab: nothing is selected; --list shows the names\n");
    return 2;
  }
  const dist = text("dist") ?? "";
  const sonde = {
    x86_64: join(dist, "sonde-linux-x64"),
    arm64: join(dist, "sonde-linux-arm64"),
  };
  await ensureTools([
    ...(["qemu-system-x86_64", "qemu-system-aarch64", "gcc"] as const),
    ...(["aarch64-linux-gnu-gcc", "clang", "xz"] as const),
  ]);
  const [first] = plan.boots;
  if (options.shell === true && first) return await runShell(first, sonde);

  const total =
    plan.boots.reduce((sum, one) => sum + one.modes.length, 0) * (plan.cases.length + 1);
  let done = 0;
  const start = performance.now();
  const results = await runPlan(plan, {
    jobs: Number(options.jobs),
    sonde,
    report(result) {
      done++;
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      process.stderr.write(`[${done}/${total} ${seconds}s] ${progress(result)}\n`);
    },
  });
  const file = text("junit") ?? "";
  mkdirSync(dirname(file), { recursive: true });
  await Bun.write(file, junit(results));
  const { passed, failed, skipped } = totals(results);
  process.stdout.write(`${matrix(results)}\n\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? 1 : 0;
}

function progress({ kernel, mode, test, verdict }: Result): string {
  const why = "reason" in verdict ? `: ${verdict.reason.split("\n")[0]}` : "";
  return `${kernel} ${mode} ${test} ${verdict.result}${why}`;
}

function list(): number {
  const lines = [
    "kernels:",
    ...kernels.map(
      ({ arch, name, suites }) => `  ${arch} ${name}  (${suites.map((s) => s[0]).join(", ")})`,
    ),
    "modes:",
    ...modes.map(({ name, desc }) => `  ${name}  ${desc}`),
    "tests:",
    ...cases.map(({ name, point }) => `  ${name}${point ? `  (${point})` : ""}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

process.exitCode = await main(process.argv);
