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
  /** They ran the same program, but with other arguments or children. */
  readonly isVaried: boolean;
}

/** What tells processes apart. */
export interface Birth {
  readonly pid: number;
  readonly start: number | null;
  readonly isRounded: boolean;
}

const tickNs = 10_000_000;
const none: readonly never[] = [];

/** Most processes have no children and run one program: nothing is allocated for more. */
export class Process {
  readonly pid: number;
  /** Running when the recording began. */
  readonly wasRunning: boolean;
  /** ns since boot; with the pid it says which process. Null: not known. */
  #start: number | null;
  /** As /proc tells it, rounded down to 10 ms. */
  #isRounded: boolean;
  ppid: number | null;
  /** In the snapshot, or by an event of its own. */
  isSeen = false;
  comm: Text | null = null;
  /** What it ran when the recording began. */
  before: Run | null = null;
  /** What it runs now. */
  program: Run | null = null;
  /** Events since it runs that. */
  events = 0;
  /** Among those that the summary is about; null: not yet asked. */
  isChosen: boolean | null = null;

  /** When it was forked or first seen, ns since boot. */
  since = 0;
  /** What it executed while recorded; the last one is the last. */
  runs: readonly Run[] = none;
  /** How many are left out before the last one. */
  moreRuns = 0;
  exit: Exit | null = null;

  /** In the tree, or one of its roots. */
  isPlaced = false;
  parent: Process | null = null;
  /** Below a root of the tree. */
  depth = 0;
  /** Null: never had any. */
  children: Set<Process> | null = null;
  /** By signature, see tree.ts. */
  ended: Map<string, Ended> | null = null;
  /** How many different ones of a program there are in `ended`. */
  variants: Map<string, number> | null = null;
  /** Descendants that found no place in the tree. */
  omitted = 0;

  constructor(birth: Birth, ppid: number | null, wasRunning: boolean) {
    this.pid = birth.pid;
    this.#start = birth.start;
    this.#isRounded = birth.isRounded;
    this.ppid = ppid;
    this.wasRunning = wasRunning;
  }

  /** ns since boot; null when not known. */
  get start(): number | null {
    return this.#start;
  }

  /** Is it the process that began then? If so, it is known more exactly from now on. */
  began(start: number | null): boolean {
    if (start === this.#start || start === null) return true;
    const isSame =
      this.#start === null ||
      (this.#isRounded && Math.floor(start / tickNs) === Math.floor(this.#start / tickNs));
    if (isSame) {
      this.#start = start;
      this.#isRounded = false;
    }
    return isSame;
  }
}
