/** Follows processes through a recording: who they are, what they run, what they start. */
import { type Entry, int, num, text, texts } from "../recording/values.ts";
import type { Process, Run } from "./process.ts";
import { ProcessTable } from "./process-table.ts";
import { Programs } from "./programs.ts";
import { Tree } from "./tree.ts";

export class History {
  /** In the snapshot. */
  running = 0;
  readonly tree = new Tree();
  readonly programs = new Programs();
  readonly #table: ProcessTable;

  /** begin: time of the recording's beginning, ns since boot. */
  constructor(begin: number | bigint) {
    this.#table = new ProcessTable(Number(begin), (process) => this.programs.settle(process));
  }

  /** A process that was running when the recording began. */
  snapshot(item: Entry): void {
    this.running++;
    const pid = num(item, "pid") ?? 0;
    const process = this.#table.at(pid, time(item, "start"), num(item, "ppid"), true);
    process.comm = text(item, "comm");
    process.before = runOf(item);
    process.program = process.before;
  }

  /** An event of any kind. Returns its process. */
  event(event: Entry): Process {
    const process = this.#process(event);
    switch (event.schema.name) {
      case "process.fork":
        this.#fork(event, process);
        break;
      case "process.exec":
        this.#exec(event, process);
        break;
      case "process.exit":
        this.#exit(event, process);
        break;
    }
    process.events++;
    return process;
  }

  /** The last process that had this pid. */
  processOf(pid: number): Process | null {
    return this.#table.latest(pid);
  }

  /** Who started it, as far as it is still known; never one that is younger. */
  parentOf(process: Process): Process | null {
    const parent = process.ppid === null ? null : this.#table.latest(process.ppid);
    if (parent === null || parent === process) return null;
    const isYounger =
      parent.start !== null && process.start !== null && parent.start > process.start;
    return isYounger ? null : parent;
  }

  /** The recording has ended: every event is on some program's account. */
  end(): void {
    this.#table.clear();
  }

  #process(event: Entry): Process {
    const known = this.#table.at(num(event, "pid") ?? 0, time(event, "start"), null);
    if (known.comm === null) this.#firstSeen(known, event);
    return known;
  }

  /** Neither in the snapshot nor forked while recorded; or forked, and this is its first event. */
  #firstSeen(process: Process, event: Entry): void {
    const isNew = process.ppid === null;
    process.comm = text(event, "comm");
    process.ppid ??= num(event, "ppid");
    process.program ??= {
      path: null,
      argv: null,
      uid: num(event, "uid"),
      euid: num(event, "euid"),
    };
    if (!isNew || process.wasRunning) return;
    process.since = time(event, "start") ?? 0;
    this.tree.start(process, this.#table.latest(process.ppid ?? 0));
  }

  #fork(event: Entry, parent: Process): void {
    const pid = num(event, "child");
    if (pid === null) return;
    const child = this.#table.at(pid, time(event, "child_start"), parent.pid);
    if (child.parent !== null || child === parent) return;
    child.ppid = parent.pid;
    child.since = time(event, "ts") ?? 0;
    child.program = parent.program;
    this.tree.start(child, parent);
  }

  #exec(event: Entry, process: Process): void {
    this.programs.settle(process);
    process.comm = text(event, "comm");
    process.program = runOf(event);
    this.tree.run(process, process.program);
  }

  #exit(event: Entry, process: Process): void {
    if (process.exit !== null) return;
    process.exit = {
      code: num(event, "code") ?? 0,
      signal: num(event, "signal") ?? 0,
      lifetime: time(event, "lifetime") ?? 0,
    };
    this.tree.end(process);
  }
}

/** In ns; from 2^53 on, 104 days, no longer exact but still the same for the same process. */
function time(entry: Entry, name: string): number | null {
  const value = int(entry, name);
  return value === null ? null : Number(value);
}

/** Of a process item or an exec event: both have these fields. */
function runOf(entry: Entry): Run {
  return {
    path: text(entry, "path"),
    argv: texts(entry, "argv"),
    uid: num(entry, "uid"),
    euid: num(entry, "euid"),
  };
}
