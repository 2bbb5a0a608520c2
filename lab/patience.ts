/** How long a command may take before it is taken for one that hangs. */
import type { RunResult } from "./machine.ts";

/** Milliseconds: twenty times what the longest command takes in a guest on an idle core. */
export const longest = 480_000;
/** Where one has hung, the next ones are given less, or a lab would not end. */
const thenOn = 60_000;

export class Patience {
  #limit = longest;

  /** Milliseconds. */
  get limit(): number {
    return this.#limit;
  }

  /** To be shown how each command ended; hands that on. */
  after(ended: RunResult): RunResult {
    if (ended.timedOut) this.#limit = thenOn;
    return ended;
  }
}
