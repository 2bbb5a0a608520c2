/** Which process an event is of: found by pid and start time, in bounded memory. */
import { Process } from "./process.ts";

const capacity = 65_536;

export class ProcessTable {
  readonly #byPid = new Map<number, Process>();
  readonly #begin: number;
  readonly #forget: (process: Process) => void;

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
    const known = this.#byPid.get(pid);
    if (known?.began(start)) return known;
    if (known !== undefined) {
      this.#byPid.delete(pid);
      this.#forget(known);
    }
    const wasRunning = start !== null && start < this.#begin;
    const made = new Process({ pid, start, isRounded }, ppid, wasRunning);
    this.#byPid.set(pid, made);
    if (this.#byPid.size > capacity) this.#shrink();
    return made;
  }

  /** Forgets all. */
  clear(): void {
    for (const process of this.#byPid.values()) this.#forget(process);
    this.#byPid.clear();
  }

  /** The oldest go, first those that have ended. */
  #shrink(): void {
    const ended = [...this.#byPid.values()].filter((process) => process.exit !== null);
    const some = (ended.length > 0 ? ended : [...this.#byPid.values()]).slice(0, capacity / 8);
    for (const process of some) {
      this.#byPid.delete(process.pid);
      this.#forget(process);
    }
  }
}
