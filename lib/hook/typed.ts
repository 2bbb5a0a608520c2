/**
 * Where bpf_probe_read_kernel is forbidden (lockdown=confidentiality, 9d1f8be5cf42, 5.4) and casts do
 * not take its place, a program has what it is given as typed pointers, and user memory. These need no
 * more; the others are not even tried.
 */
import type { Program } from "../events.gen.ts";
import { probeReads, typedTask } from "../kernel/features.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import type { Hooked } from "../points.ts";
import { castsOn } from "./fitting-object.ts";
import type { Lacking } from "./lacking.ts";
import type { Rejections } from "./rejections.ts";

const typedPrograms: readonly Program[] = [
  "exec_tp_btf",
  "fork_tp_btf",
  "exit_tp_btf",
  "sys_exit_tp_btf",
  "ksys_setsid_fexit",
  "__sys_connect_file_fexit",
  "inet_sock_set_state_tp_btf",
  "__sys_bind_fexit",
  "__sys_bind_socket_fexit",
  "__sys_listen_socket_fexit",
  "security_socket_listen_fentry",
  "do_accept_fexit",
  "module_load_tp_btf",
  "module_free_tp_btf",
  "commit_creds_fentry",
  "cap_capable_fexit",
  "capable_tp_btf",
];

const forbidden =
  "reads kernel memory by bpf_probe_read_kernel, which this kernel forbids (lockdown=confidentiality)";

/** bpf_get_current_task_btf: 3ca1032ab7ab, 5.11. */
const noTask = `${forbidden}, and has no typed pointer to the task before Linux 5.11`;

/** May programs read kernel memory by bpf_probe_read_kernel? */
export const helpersRead = (lacking: Lacking): boolean =>
  !lacking.has("kernel_reads") && probeReads();

/** Rejects the programs among these that cannot work on this kernel for that reason. */
export function rejectReading(
  hooked: readonly Hooked[],
  types: TypeSource,
  lacking: Lacking,
  rejections: Rejections,
): void {
  if (helpersRead(lacking) || castsOn(types)) return;
  const typed = new Set<string>(typedPrograms);
  const hasTask = typedTask();
  for (const { program } of hooked) {
    if (program.startsWith("canary_") || (hasTask && typed.has(program))) continue;
    rejections.program(program, typed.has(program) ? noTask : forbidden);
  }
}
