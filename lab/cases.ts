/** THE table of cases. Each runs on every kernel and mode, and natively. */
import type { Case } from "./case.ts";
import { mode } from "./cases/mode.ts";
import { workloads } from "./cases/workloads.ts";

export const cases: readonly Case[] = [mode, workloads];
