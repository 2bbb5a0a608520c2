/** What happens to the clocks while a recording runs: the machine sleeps, someone sets the time. */
import type { Clocks } from "../kernel/clock.ts";
import type { Incident } from "../recording/format.ts";

/** The three are not read at quite the same instant. */
const sleepNs = 10_000_000n;
/** More than a clock is slewed by in a few seconds (500 ppm). */
const stepNs = 20_000_000n;

type Happened = Omit<Incident, "type" | "ts">;

export class ClockWatch {
  #last: Clocks;

  constructor(first: Clocks) {
    this.#last = first;
  }

  /** What happened since the last look. Look about once a second: slow corrections are none. */
  look(now: Clocks): Happened[] {
    const last = this.#last;
    this.#last = now;
    const slept = now.clock - now.awake - (last.clock - last.awake);
    const set = now.wall - now.clock - (last.wall - last.clock);
    return [
      ...(slept >= sleepNs ? [suspended(slept)] : []),
      ...(set >= stepNs || set <= -stepNs ? [clockSet(set)] : []),
    ];
  }
}

function suspended(ns: bigint): Happened {
  return { what: "suspended", text: `the machine slept for ${seconds(ns)}`, points: [] };
}

function clockSet(ns: bigint): Happened {
  const text = `the clock was set ${ns < 0 ? "back" : "forward"} by ${seconds(ns)}; times in this recording go on as if it had not been`;
  return { what: "clock set", text, points: [] };
}

/** "3600.0 s" of either sign. */
function seconds(ns: bigint): string {
  return `${(Math.abs(Number(ns)) / 1e9).toFixed(1)} s`;
}
