/** Runs the cases on this host. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, casesIn } from "./case.ts";
import { hostArch } from "./kernels.ts";
import { nativeRuns } from "./modes.ts";
import { nativeMachine } from "./native.ts";
import type { Result, Verdict } from "./result.ts";
import { type RunSettings, runCase } from "./run.ts";

/** Hooks need root; without it nothing is available, and that is said. */
export async function runNative(cases: readonly Case[], settings: RunSettings): Promise<Result[]> {
  const arch = hostArch();
  const results: Result[] = [];
  const add = (test: string, verdict: Verdict, milliseconds = 0): void => {
    const result = { kernel: `${arch} host`, mode: "native", test, verdict, milliseconds };
    results.push(result);
    settings.report(result);
  };
  if (process.getuid?.() !== 0) {
    const reason = "this host: the cases need root";
    for (const { name } of casesIn(nativeRuns(arch), cases))
      add(name, { result: "not available", reason });
    return results;
  }
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "sonde-lab-")));
  try {
    const machine = await nativeMachine(settings.sonde[arch], scratch);
    for (const one of casesIn(nativeRuns(arch), cases)) {
      const start = performance.now();
      add(one.name, await runCase(one, machine), performance.now() - start);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return results;
}
