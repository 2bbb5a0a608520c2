/** Single questions that a recorder must ask before it loads anything; well under 1 ms each. */
import { call, copy, exit, load, r0, r1, set } from "./instructions.ts";
import { loads } from "./program.ts";

/** The current task as a typed pointer, readable by plain loads. */
const typedTaskProgram = [call("get_current_task_btf"), load(r0, r0, 0), set(r0, 0), exit];

const taskPtRegsProgram = [
  call("get_current_task_btf"),
  copy(r1, r0),
  call("task_pt_regs"),
  load(r0, r0, 0),
  set(r0, 0),
  exit,
];

/** bpf_get_current_task_btf and plain loads from its result: 3ca1032ab7ab, 5.11. */
export const typedTask = (): boolean => loads("rawTracepoint", typedTaskProgram);

/** bpf_task_pt_regs and plain loads from its result: dd6e10fbd9fb, 5.15. */
export const taskPtRegs = (): boolean => loads("rawTracepoint", taskPtRegsProgram);
