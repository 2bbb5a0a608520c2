/** Text in lines of limited width. */

/** Breaks at spaces, and inside what is longer than a line; `first` and `rest` begin the lines. */
export function wrap(text: string, columns: number, first: string, rest: string): string {
  const width = Math.max(columns - Bun.stringWidth(rest), 20);
  const lines = Bun.wrapAnsi(text, width, { hard: true, trim: true }).split("\n");
  return lines.map((line, i) => `${i === 0 ? first : rest}${line}\n`).join("");
}
