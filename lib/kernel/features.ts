/** Single questions that a recorder must ask before it loads anything; well under 1 ms each. */
import { Descriptor } from "./descriptor.ts";
import { createMap } from "./map.ts";
import { pageSize } from "./page-size.ts";
import { loads } from "./program.ts";
import { kernelReadProgram, taskPtRegsProgram, typedTaskProgram } from "./programs.ts";

/** bpf_get_current_task_btf and plain loads from its result: 3ca1032ab7ab, 5.11. */
export const typedTask = (): boolean => loads("raw_tp", typedTaskProgram);

/** bpf_task_pt_regs and plain loads from its result: dd6e10fbd9fb, 5.15. */
export const taskPtRegs = (): boolean => loads("raw_tp", taskPtRegsProgram);

/** bpf_probe_read_kernel, which lockdown=confidentiality forbids: 9d1f8be5cf42, 5.4. */
export const kernelReads = (): boolean => loads("raw_tp", kernelReadProgram);

/** The BPF ring buffer: 457f44363a88, 5.8. */
export function ringBuffers(): boolean {
  const map = createMap("ringBuffer", 0, 0, pageSize());
  if (!(map instanceof Descriptor)) return false;
  map[Symbol.dispose]();
  return true;
}
