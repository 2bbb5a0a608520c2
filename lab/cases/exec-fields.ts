/** process.exec: every field of it, told by the child that runs the program. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act } from "../truth.ts";
import { acts } from "./told.ts";

/** Word of the workload -> field of the event, where both say it alike. */
const same = {
  path: "path",
  file: "file",
  argv: "argv",
  cwd: "cwd",
  stdin: "stdin",
  stdout: "stdout",
  tty: "tty",
  ssh: "ssh_connection",
  preload: "ld_preload",
  library: "ld_library_path",
  exe_flags: "exe_flags",
  mode: "exe_mode",
  device: "device",
  sid: "sid",
  pgid: "pgid",
  login: "loginuid",
  euid: "euid",
  socket: "socket_pid",
  local: "socket_local",
  remote: "socket_remote",
} as const;

/** Numbers of 64 bits are told in hexadecimal: a 32-bit program has no other way. */
const wide = { inode: "inode", size: "size" } as const;

const workload = "exec_fields";

export const execFields: PointCase = {
  name: "exec-fields",
  point: "process.exec",
  workload,
  expected: ({ truth }, flavour) =>
    acts(
      { ...truth, workloads: truth.workloads.filter(({ name }) => name === workload) },
      "exec",
    ).map((act) => expectedLine(act, flavour)),
  line: (event, { truth }) =>
    truth.workloads.some(({ pid }) => String(pid) === shown(event, "pid")) ? null : lineOf(event),
};

/** The perf tracepoint has no linux_binprm, and so not the number of arguments. */
function expectedLine(act: Act, flavour: string): string {
  const argc = flavour === "tracepoint" ? "null" : act.raw("argc");
  const mtime = hex(act, "seconds") * 1_000_000_000n + BigInt(act.raw("nanoseconds"));
  return [
    `pid=${act.raw("pid")} argc=${argc} truncated=${act.raw("truncated")} mtime=${mtime}`,
    ...Object.keys(same).map((word) => `${word}=${act.text(word)}`),
    ...Object.keys(wide).map((word) => `${word}=${hex(act, word)}`),
  ].join(" ");
}

function hex(act: Act, word: string): bigint {
  return BigInt(`0x${act.raw(word)}`);
}

function lineOf(event: RecordedEvent): string {
  const truncated = Number(shown(event, "flags")) & eventFlag.truncated ? 1 : 0;
  const fields = { ...same, ...wide };
  return [
    `pid=${shown(event, "pid")} argc=${shown(event, "argc")} truncated=${truncated} mtime=${shown(event, "mtime")}`,
    ...Object.entries(fields).map(([word, field]) => `${word}=${shown(event, field)}`),
  ].join(" ");
}
