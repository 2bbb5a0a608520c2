/** Who did it, with the field names of ECS. */
import { type Entry, field, isText, num } from "../recording/values.ts";
import { commandLine } from "../report/command-line.ts";
import type { Process, Run } from "../report/process.ts";
import { isoNanoseconds } from "../report/time.ts";
import { putText, putTexts, type Row, sondeBytes } from "./row.ts";
import type { Told } from "./told.ts";

/** /proc rounds the start of a process to this: the same id for both. */
const tickNs = 10_000_000;

/** What is told of a program by those who run it, or by their children. */
const programs = {
  process: new WeakMap<Run, Row>(),
  "process.parent": new WeakMap<Run, Row>(),
} as const;
type Role = keyof typeof programs;

export function putProcess(row: Row, told: Told): void {
  const { event, process, parent } = told;
  const pid = num(event, "pid");
  const tid = num(event, "tid");
  const comm = field(event, "comm");
  if (pid !== null) row["process.pid"] = pid;
  if (tid !== null) row["process.thread.id"] = tid;
  if (isText(comm)) putText(row, "process.thread.name", comm, sondeBytes);
  putActor(row, "process", process, told);
  const ppid = num(event, "ppid");
  if (ppid !== null) row["process.parent.pid"] = ppid;
  if (parent !== null) putActor(row, "process.parent", parent, told);
  putIds(row, event, "uid", ["user.id", "process.real_user.id"]);
  putIds(row, event, "euid", ["process.user.id"]);
  putIds(row, event, "gid", ["group.id", "process.real_group.id"]);
  const euid = num(event, "euid");
  if (euid !== null && euid !== num(event, "uid")) row["user.effective.id"] = String(euid);
  if (event.schema.name === "process.exit") row["process.end"] = row["@timestamp"] ?? null;
}

function putIds(row: Row, event: Entry, name: string, names: readonly string[]): void {
  const id = num(event, name);
  if (id !== null) for (const each of names) row[each] = String(id);
}

function putActor(row: Row, role: Role, { pid, start, program, comm }: Process, told: Told): void {
  if (start !== null) {
    const boot = told.header.host.bootId;
    row[`${role}.entity_id`] = `${boot}/${pid}/${Math.floor(start / tickNs)}`;
    row[`${role}.start`] = isoNanoseconds(BigInt(start) + told.offset);
  }
  if (comm !== null && (program === null || program.path === null)) {
    putText(row, `${role}.name`, comm, sondeBytes);
  }
  if (program !== null) {
    Object.assign(row, programs[role].get(program) ?? programOf(role, program));
  }
}

function programOf(role: Role, run: Run): Row {
  const row: Row = {};
  const { path, argv } = run;
  if (path !== null) {
    putText(row, `${role}.executable`, path, sondeBytes);
    const shown = String(row[`${role}.executable`]);
    row[`${role}.name`] = shown.slice(shown.lastIndexOf("/") + 1);
  }
  if (argv !== null) {
    putTexts(row, `${role}.args`, argv, sondeBytes);
    row[`${role}.command_line`] = commandLine(argv);
  }
  programs[role].set(run, row);
  return row;
}
