import { expect, test } from "bun:test";
import { ensureTools, labTools } from "../build/tools.ts";
import { buildAgent } from "./compile.ts";
import { buildWorkloads, workloadNames } from "./workloads.ts";

test("every workload compiles for every ABI, and the agent for both architectures", async () => {
  ensureTools(labTools(false));
  for (const abi of ["x86_64", "i386", "x32", "arm64", "arm"] as const) {
    expect((await buildWorkloads([abi])).length).toBe(workloadNames().length);
  }
  for (const arch of ["x86_64", "arm64"] as const) await buildAgent(arch);
});
