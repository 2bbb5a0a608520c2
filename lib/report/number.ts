/** Numbers as people read them. */

/** "1,234,567" */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 byte", "2 bytes" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** Per second: three digits, or none where nothing happened. */
export function rateText(rate: number): string {
  if (rate === 0) return "0";
  if (rate < 10) return rate.toPrecision(2);
  return countText(Math.round(rate));
}

/** "512 B", "12.3 KiB", "4.0 MiB" */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit]}`;
}
