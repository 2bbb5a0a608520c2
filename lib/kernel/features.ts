/** Single questions that a recorder must ask before it loads anything; well under 1 ms each. */
import { isRefusal } from "../probe/answer.ts";
import { castProgram } from "./abilities.ts";
import { findNames } from "./btf-names.ts";
import { Descriptor } from "./descriptor.ts";
import type { Instruction } from "./instructions.ts";
import { createMap, makeMap, mappable, mapType } from "./map.ts";
import { pageSize } from "./page-size.ts";
import { loadProgram, loads } from "./program.ts";
import { readTo, taskPtRegsProgram, typedTaskProgram } from "./programs.ts";
import { callbackTypes, putTypes } from "./small-types.ts";

/** bpf_get_current_task_btf and plain loads from its result: 3ca1032ab7ab, 5.11. */
export const typedTask = (): boolean => loads("raw_tp", typedTaskProgram);

/** bpf_task_pt_regs and plain loads from its result: dd6e10fbd9fb, 5.15. */
export const taskPtRegs = (): boolean => loads("raw_tp", taskPtRegsProgram);

/** bpf_rdonly_cast, a function of the kernel that makes any address a typed pointer: a35b9af4ec2c, 6.2. */
export function canCast(): boolean {
  const found = findNames([
    { kind: "function", name: "bpf_rdonly_cast" },
    { kind: "struct", name: "task_struct" },
  ]);
  if (typeof found === "string") return false;
  const cast = found.ids.get("bpf_rdonly_cast");
  const task = found.ids.get("task_struct");
  return cast !== undefined && task !== undefined && loads("raw_tp", castProgram(cast, task));
}

/**
 * bpf_probe_read_kernel, 6ae08ae3dea2, 5.5, or what libbpf puts in its place; lockdown=confidentiality
 * forbids both: 9d1f8be5cf42, 5.4. A process that may load nothing learns nothing of the kernel by it.
 */
export const probeReads = (): boolean =>
  isAllowed(readTo("probe_read_kernel")) || isAllowed(readTo("probe_read"));

function isAllowed(program: readonly Instruction[]): boolean {
  const loaded = loadProgram("raw_tp", program);
  if (!(loaded instanceof Descriptor)) return isRefusal(loaded);
  loaded[Symbol.dispose]();
  return true;
}

/** Functions that the verifier looks at once, and not again for every call: 51c39bb1d5d1, 5.6. */
export function globalFunctions(): boolean {
  const types = putTypes(callbackTypes.bytes);
  if (!(types instanceof Descriptor)) return false;
  types[Symbol.dispose]();
  return true;
}

/** The BPF ring buffer: 457f44363a88, 5.8. */
export function ringBuffers(): boolean {
  const map = createMap("ringBuffer", 0, 0, pageSize());
  if (!(map instanceof Descriptor)) return false;
  map[Symbol.dispose]();
  return true;
}

/** Arrays that user space maps, instead of asking for each value: fc9702273e2e, 5.5. */
export const mappableArrays = (): boolean => {
  const map = makeMap({ type: mapType.array, key: 4, value: 8, entries: 1, flags: mappable });
  if (!(map instanceof Descriptor)) return false;
  map[Symbol.dispose]();
  return true;
};
