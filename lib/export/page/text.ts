/** Figures and times as they are shown. */

const grouping = new Intl.NumberFormat("en");

/** "1,234,567" */
export function countText(count: number): string {
  return grouping.format(count);
}

/** "1 event", "2 events" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** ms since 1970 as "13:06:31.581", UTC. */
export function clockText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}

/** The same with the day. */
export function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** Seconds as "250 ms", "3.4 s", "2 min". */
export function spanText(seconds: number): string {
  if (seconds < 0.01) return `${(seconds * 1e3).toFixed(1)} ms`;
  if (seconds < 1) return `${Math.round(seconds * 1e3)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** "10" after "9", without regard to case. */
export const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
