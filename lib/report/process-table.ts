/** Which process an event is of: found by pid and start time, in bounded memory. */
import { Process } from "./process.ts";

const capacity = 65_536;
/** That have ended: a last event of theirs may still come. */
const maxEnded = 4096;

export class ProcessTable {
  readonly #byPid = new Map<number, Process>();
  readonly #begin: number;
  readonly #forget: (process: Process) => void;
  #ended: Process[] = [];
  /** Whom the last event was of: mostly the next one is, too. */
  #last: Process | null = null;

  /** begin: of the recording, ns since boot. forget: called with what leaves the table. */
  constructor(begin: number, forget: (process: Process) => void) {
    this.#begin = begin;
    this.#forget = forget;
  }

  /** The last process that had this pid. */
  latest(pid: number): Process | null {
    return this.#byPid.get(pid) ?? null;
  }

  /** The process with this pid that began then; a new one, if there was none. */
  at(pid: number, start: number | null, ppid: number | null, isRounded = false): Process {
    const last = this.#last;
    if (last !== null && last.pid === pid && last.start === start) return last;
    const known = this.#byPid.get(pid);
    if (known?.began(start)) {
      this.#last = known;
      return known;
    }
    if (known !== undefined) this.#remove(known);
    const wasRunning = start !== null && start < this.#begin;
    const made = new Process({ pid, start, isRounded }, ppid, wasRunning);
    this.#byPid.set(pid, made);
    if (this.#byPid.size > capacity) this.#shrink();
    this.#last = made;
    return made;
  }

  /** A process has ended. */
  end(process: Process): void {
    this.#ended.push(process);
    if (this.#ended.length >= 2 * maxEnded) this.#forgetEnded(maxEnded);
  }

  /** Forgets all. */
  clear(): void {
    for (const process of this.#byPid.values()) this.#forget(process);
    this.#byPid.clear();
    this.#ended = [];
    this.#last = null;
  }

  #forgetEnded(count: number): void {
    for (const process of this.#ended.splice(0, count)) {
      if (this.#byPid.get(process.pid) === process) this.#remove(process);
    }
  }

  /** First those that have ended go, then the oldest. */
  #shrink(): void {
    this.#forgetEnded(this.#ended.length);
    if (this.#byPid.size <= capacity) return;
    for (const process of [...this.#byPid.values()].slice(0, capacity / 8)) this.#remove(process);
  }

  #remove(process: Process): void {
    if (process === this.#last) this.#last = null;
    this.#byPid.delete(process.pid);
    this.#forget(process);
  }
}
