/** THE table of cases. Each runs on every kernel and mode, and natively. */
import type { Case } from "./case.ts";
import { flavours } from "./cases/flavours.ts";
import { mode } from "./cases/mode.ts";
import { pointCases } from "./cases/points.ts";
import { probe } from "./cases/probe.ts";
import { workloads } from "./cases/workloads.ts";
import { pointCase } from "./compare.ts";

export const cases: readonly Case[] = [
  mode,
  workloads,
  probe,
  ...pointCases.map(pointCase),
  ...flavours,
];
