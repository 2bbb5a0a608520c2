/** Single questions that a recorder must ask before it loads anything; well under 1 ms each. */
import { loads } from "./program.ts";
import { kernelReadProgram, taskPtRegsProgram, typedTaskProgram } from "./programs.ts";

/** bpf_get_current_task_btf and plain loads from its result: 3ca1032ab7ab, 5.11. */
export const typedTask = (): boolean => loads("raw_tp", typedTaskProgram);

/** bpf_task_pt_regs and plain loads from its result: dd6e10fbd9fb, 5.15. */
export const taskPtRegs = (): boolean => loads("raw_tp", taskPtRegsProgram);

/** bpf_probe_read_kernel, which lockdown=confidentiality forbids: 9d1f8be5cf42, 5.4. */
export const kernelReads = (): boolean => loads("raw_tp", kernelReadProgram);
