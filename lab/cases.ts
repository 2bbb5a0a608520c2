/** THE table of cases. Each runs natively, and on every kernel in the modes that lab/modes.ts says. */
import type { Case } from "./case.ts";
import { abi } from "./cases/abi.ts";
import { bpftool } from "./cases/bpftool.ts";
import { credGains } from "./cases/creds.ts";
import { filtered } from "./cases/filters.ts";
import { ftraceOff } from "./cases/ftrace.ts";
import { helperCases } from "./cases/helper.ts";
import { limits, refusal } from "./cases/limits.ts";
import { mode } from "./cases/mode.ts";
import { overwrites } from "./cases/overwritten.ts";
import { overlaid } from "./cases/paths.ts";
import { pointCases } from "./cases/points.ts";
import { probe } from "./cases/probe.ts";
import { probeGolden } from "./cases/probe-golden.ts";
import { programs } from "./cases/programs.ts";
import { stale } from "./cases/stale.ts";
import { straceCases } from "./cases/strace.ts";
import { workloads } from "./cases/workloads.ts";
import { chosenCase, forcedCases } from "./point-cases.ts";

export const cases: readonly Case[] = [
  mode,
  workloads,
  probe,
  probeGolden(false),
  programs(false),
  bpftool,
  limits,
  refusal,
  overlaid,
  ...pointCases.map(chosenCase),
  ...forcedCases(pointCases),
  filtered,
  ftraceOff,
  abi,
  stale,
  ...helperCases,
  overwrites,
  credGains,
  ...straceCases,
];
