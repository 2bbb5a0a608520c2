/** A process as a recording tells of it. */
import type { Text } from "../recording/values.ts";

/** One program that a process became. */
export interface Run {
  readonly path: Text | null;
  readonly argv: readonly Text[] | null;
  readonly uid: number | null;
  readonly euid: number | null;
}

export interface Exit {
  readonly code: number;
  /** 0: none. */
  readonly signal: number;
  /** ns since the process was forked. */
  readonly lifetime: number;
}

/** Equal subtrees that have ended, below one parent. */
export interface Ended {
  /** One of them, for all. */
  readonly process: Process;
  count: number;
  longest: number;
}

export class Process {
  readonly pid: number;
  /** Running when the recording began. */
  readonly wasRunning: boolean;
  /** In units of 10 ms, all that /proc tells; with the pid it says which process. Null: not known. */
  tick: number | null;
  ppid: number | null;
  comm: Text | null = null;
  /** What it ran when the recording began. */
  before: Run | null = null;
  /** What it runs now. */
  program: Run | null = null;
  /** Events since it runs that. */
  events = 0;

  /** When it was forked or first seen, ns. */
  began = 0;
  /** What it executed while recorded. */
  readonly runs: Run[] = [];
  /** Programs executed beyond those. */
  moreRuns = 0;
  exit: Exit | null = null;

  parent: Process | null = null;
  /** Below a root of the tree. */
  depth = 0;
  readonly children = new Set<Process>();
  /** By signature, see tree.ts. */
  readonly ended = new Map<string, Ended>();
  /** Descendants that found no place in the tree. */
  omitted = 0;

  constructor(pid: number, tick: number | null, ppid: number | null, wasRunning: boolean) {
    this.pid = pid;
    this.tick = tick;
    this.ppid = ppid;
    this.wasRunning = wasRunning;
  }
}

const tickNs = 10_000_000;

/** Start time in ns -> ticks. */
export function ticks(start: number | bigint | null): number | null {
  return start === null ? null : Math.floor(Number(start) / tickNs);
}
