/** The programs' constants: what they are told before they are loaded. */
import { configLayout } from "../events.gen.ts";
import { takesX32 } from "../kernel/abi.ts";
import { readClocks } from "../kernel/clock.ts";
import { globalFunctions, taskPtRegs, typedTask } from "../kernel/features.ts";
import { withConstants } from "./constants.ts";
import { type Lacking, withoutFeatures } from "./lacking.ts";
import { type Choice, hookOf } from "./ladder.ts";
import type { BpfObject } from "./object.ts";
import type { ObjectOptions } from "./object-options.ts";
import { pack } from "./pack.ts";
import { atSysExit } from "./syscalls.ts";
import { helpersRead } from "./typed.ts";

const section = ".rodata.config";

/** struct config. */
export function configOf(options: ObjectOptions, choices: readonly Choice[]): Uint8Array {
  const { cpus, transport, filters, allCreds, unixSockets } = options;
  const clocks = readClocks();
  const points = atSysExit(choices);
  return pack(configLayout, {
    cpus,
    watchCreds: hookOf(choices, "cred.escalation") !== undefined,
    allCreds,
    helpersByExec: hookOf(choices, "process.usermodehelper") === "sched_process_exec",
    typedTask: typedTask(),
    taskPtRegs: taskPtRegs(),
    probeReads: helpersRead(options.lacking),
    filters: filters.filters,
    includes: filters.includes,
    judgedLate: filters.judgedLate,
    perf: transport === "perf",
    unixSockets,
    x32: takesX32(),
    atSysExitLow: points,
    atSysExitHigh: points >> 32n,
    walkSteps: verifiedOnce(options.lacking) ? 248 : 24,
    bootOffset: clocks.clock - clocks.awake,
  });
}

/** Is a function verified once, and not again for every call? */
const verifiedOnce = (lacking: Lacking): boolean =>
  globalFunctions() && !lacking.has("global_functions");

/** The object without what is lacking, for this kernel's verifier, which knows constants a release before it knows global functions. */
export function objectWith(config: Uint8Array, object: Uint8Array, lacking: Lacking): Uint8Array {
  const bytes = withoutFeatures(object, lacking);
  return verifiedOnce(lacking) ? bytes : withConstants(bytes, section, config);
}

/** Before load. The verifier knows what is in a map that neither side writes to. */
export function setConfig(object: BpfObject, config: Uint8Array, lacking: Lacking): void {
  object.setInitialValue(section, config);
  if (lacking.has("global_functions")) object.setMapFlags(section, 0);
}
