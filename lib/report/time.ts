/** Times and durations as people read them. */

const second = 1e9;

/** ns as "250 µs", "1.2 ms", "3.4 s", "2 min 5 s", "1 h 2 min". */
export function durationText(ns: number): string {
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${Math.round(ns / 1e3)} µs`;
  if (ns < 10e6) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns < second) return `${Math.round(ns / 1e6)} ms`;
  if (ns < 60 * second) return `${(ns / second).toFixed(1)} s`;
  const seconds = Math.round(ns / second);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** ns since 1970 as "2026-11-20T09:30:02.123Z"; null when no calendar has such a date. */
export function isoTime(wall: bigint): string | null {
  const date = new Date(Number(wall / 1_000_000n));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The second that was asked for last: events come in order. */
let known: { readonly second: bigint; readonly text: string | null } = { second: -1n, text: null };

/** The same to the nanosecond, as RFC 3339 allows: "2026-11-20T09:30:02.123456789Z". */
export function isoNanoseconds(wall: bigint): string | null {
  const below = wall % 1_000_000_000n;
  const whole = wall - below;
  if (whole !== known.second) known = { second: whole, text: isoTime(whole)?.slice(0, -4) ?? null };
  if (known.text === null || below < 0n) return isoTime(wall);
  return `${known.text}${String(below).padStart(9, "0")}Z`;
}
