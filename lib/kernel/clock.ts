import { native } from "../native/library.ts";

/** The same instant on both clocks, ns: `wall` since 1970, `clock` (boot time) as events carry it. */
export function clockPair(): { readonly wall: bigint; readonly clock: bigint } {
  const pair = new BigUint64Array(2);
  native().sonde_clock_pair(pair);
  const [wall = 0n, clock = 0n] = pair;
  return { wall, clock };
}
