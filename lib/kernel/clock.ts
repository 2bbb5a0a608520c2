import { native } from "../native/library.ts";

/** One instant on three clocks, ns. */
export interface Clocks {
  /** Since 1970. */
  readonly wall: bigint;
  /** Since boot, as events carry it; counts on while the machine sleeps. */
  readonly clock: bigint;
  /** Since boot, without the time that the machine slept. */
  readonly awake: bigint;
}

export function readClocks(): Clocks {
  const times = new BigUint64Array(3);
  native().sonde_clocks(times);
  const [wall = 0n, clock = 0n, awake = 0n] = times;
  return { wall, clock, awake };
}
