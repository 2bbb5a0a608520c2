/** Follows processes through a recording: who they are, what they run, what they start. */
import { PerKind } from "../recording/per-kind.ts";
import {
  type Entry,
  int,
  num,
  type StoredSchema,
  slotOf,
  text,
  texts,
} from "../recording/values.ts";
import type { Process, Run } from "./process.ts";
import { ProcessTable } from "./process-table.ts";
import { Programs } from "./programs.ts";
import { Tree } from "./tree.ts";

/** Which processes are told of. */
export interface Scope {
  /** This one and what it started; null: all. */
  readonly pid: number | null;
  /** That ran in this time, ns since boot; null: without a limit. */
  readonly since: number | null;
  readonly until: number | null;
}

/** The fields that a history needs of each kind of event. */
export function historyFields(point: string): readonly string[] {
  return [...commonFields, ...(ownFields.get(point) ?? [])];
}

const commonFields = ["ts", "start", "pid"];
const whoFields = ["ppid", "comm", "uid", "euid"];
const ownFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["process", [...whoFields, "path", "argv"]],
  ["process.fork", ["child", "child_start"]],
  ["process.exec", [...whoFields, "path", "argv"]],
  ["process.exit", ["code", "signal", "lifetime"]],
]);

/** What an event of a kind changes. A number is compared faster than a name out of a file. */
const change = { nothing: 0, fork: 1, exec: 2, exit: 3 } as const;
type Change = (typeof change)[keyof typeof change];
const changes: ReadonlyMap<string, Change> = new Map([
  ["process.fork", change.fork],
  ["process.exec", change.exec],
  ["process.exit", change.exit],
]);

/** Where the values are that every event is asked for. */
interface Kind {
  readonly change: Change;
  readonly pid: number;
  readonly start: number;
  /** It has all that is asked of a process's first event. */
  readonly tellsWho: boolean;
}

const maxAncestors = 1000;

export class History {
  /** In the snapshot. */
  running = 0;
  readonly tree = new Tree();
  readonly programs = new Programs();
  readonly #table: ProcessTable;
  readonly #kinds = new PerKind(kindOf);
  readonly #scope: Scope;

  /** begin: time of the recording's beginning, ns since boot. */
  constructor(begin: number | bigint, scope: Scope = { pid: null, since: null, until: null }) {
    this.#table = new ProcessTable(Number(begin), (process) => this.programs.settle(process));
    this.#scope = scope;
  }

  /** A process that was running when the recording began. */
  snapshot(item: Entry): void {
    this.running++;
    const pid = num(item, "pid") ?? 0;
    const process = this.#table.at(pid, time(item, "start"), num(item, "ppid"), true);
    process.isSeen = true;
    process.comm = text(item, "comm");
    process.before = runOf(item);
    process.program = process.before;
  }

  /** An event of any kind. whole: the same with all its fields. Returns its process. */
  event(event: Entry, whole = (): Entry => event): Process {
    const kind = this.#kinds.of(event.schema);
    const pid = event.values[kind.pid];
    const start = event.values[kind.start];
    const process = this.#table.at(
      typeof pid === "number" ? pid : 0,
      typeof start === "number" ? start : typeof start === "bigint" ? Number(start) : null,
      null,
    );
    if (!process.isSeen) this.#firstSeen(process, kind.tellsWho ? event : whole());
    switch (kind.change) {
      case change.fork:
        this.#fork(event, process);
        break;
      case change.exec:
        this.#exec(event, process);
        break;
      case change.exit:
        this.#exit(event, process);
        break;
    }
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

  /** Is it the process that was asked for, or below it? */
  isChosen(process: Process): boolean {
    if (this.#scope.pid === null) return true;
    let current: Process | null = process;
    for (let depth = 0; current !== null && depth < maxAncestors; depth++) {
      if (current.pid === this.#scope.pid) current.isChosen = true;
      if (current.isChosen !== null) break;
      current = this.parentOf(current);
    }
    process.isChosen = current?.isChosen ?? false;
    return process.isChosen;
  }

  /** The recording has ended: every event is on some program's account. */
  end(): void {
    this.#table.clear();
  }

  /** Neither in the snapshot nor forked while recorded; or forked, and this is its first event. */
  #firstSeen(process: Process, event: Entry): void {
    const isNew = process.ppid === null;
    process.isSeen = true;
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
    this.#start(process, this.#table.latest(process.ppid ?? 0));
  }

  #fork(event: Entry, parent: Process): void {
    const pid = num(event, "child");
    if (pid === null) return;
    const child = this.#table.at(pid, time(event, "child_start"), parent.pid);
    if (child.isPlaced || child === parent) return;
    child.ppid = parent.pid;
    child.since = time(event, "ts") ?? 0;
    child.program = parent.program;
    this.#start(child, parent);
  }

  #start(child: Process, parent: Process | null): void {
    const { since, until } = this.#scope;
    if (!this.isChosen(child) || (until !== null && child.since > until)) return;
    if (parent !== null && !this.isChosen(parent)) this.tree.root(child, true);
    else this.tree.start(child, parent, since === null || child.since >= since);
  }

  #exec(event: Entry, process: Process): void {
    this.programs.settle(process);
    process.comm = text(event, "comm");
    process.program = runOf(event);
    if (this.isChosen(process) && this.#isInTime(event)) this.tree.run(process, process.program);
  }

  #exit(event: Entry, process: Process): void {
    if (process.exit !== null) return;
    process.exit = {
      code: num(event, "code") ?? 0,
      signal: num(event, "signal") ?? 0,
      lifetime: time(event, "lifetime") ?? 0,
    };
    const { since } = this.#scope;
    this.tree.end(process, since !== null && (time(event, "ts") ?? 0) < since);
    this.#table.end(process);
  }

  #isInTime(event: Entry): boolean {
    const { until } = this.#scope;
    return until === null || (time(event, "ts") ?? 0) <= until;
  }
}

function kindOf(schema: StoredSchema): Kind {
  return {
    change: changes.get(schema.name) ?? change.nothing,
    pid: slotOf(schema, "pid"),
    start: slotOf(schema, "start"),
    tellsWho: whoFields.every((field) => field in schema.slots),
  };
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
