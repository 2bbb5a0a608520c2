/** THE table of cases. Each runs on every kernel and mode, and natively. */
import type { Case } from "./case.ts";
import { connectCases } from "./cases/connect.ts";
import { fileCases } from "./cases/file.ts";
import { mode } from "./cases/mode.ts";
import { moduleCases } from "./cases/module.ts";
import { processCases } from "./cases/process.ts";
import { workloads } from "./cases/workloads.ts";

export const cases: readonly Case[] = [
  mode,
  workloads,
  ...processCases,
  ...fileCases,
  ...connectCases,
  ...moduleCases,
];
