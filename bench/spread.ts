/** Figures of several rounds. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError on none */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (min === undefined || max === undefined || low === undefined || high === undefined)
    throw new RangeError("no values");
  return { median: (low + high) / 2, min, max };
}

/** "0.42", with the spread behind it when there is one: "0.42 (0.40…0.51)". */
export function show({ median, min, max }: Spread, digits: number): string {
  const text = median.toFixed(digits);
  const [from, to] = [min.toFixed(digits), max.toFixed(digits)];
  return from === to ? text : `${text} (${from}…${to})`;
}
