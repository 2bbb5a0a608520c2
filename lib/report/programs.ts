/** Which programs, run by whom, caused how many events. */
import type { Text } from "../recording/values.ts";
import type { Process } from "./process.ts";
import { type Rows, Top } from "./top.ts";

export interface ProgramCount {
  /** Path of the file; where the recording does not tell it, the process's name. */
  readonly program: Text | null;
  readonly uid: number | null;
  /** One of the processes that ran it. */
  readonly pid: number;
  /** How many ran it. */
  processes: number;
}

const capacity = 8192;

export class Programs {
  readonly #top = new Top<ProgramCount>(capacity);

  /** Moves the events that a process has caused to the account of the program that it runs. */
  settle(process: Process): void {
    if (process.events === 0) return;
    const program = process.program?.path ?? process.comm;
    const uid = process.program?.uid ?? null;
    const { pid } = process;
    const make = (): ProgramCount => ({ program, uid, pid, processes: 0 });
    this.#top.add([program, uid], process.events, make).processes++;
    process.events = 0;
  }

  rows(limit: number): Rows<ProgramCount> {
    return this.#top.top(limit);
  }
}
