/** Lines behind one word of judgement, in its colour. */
import { styleText } from "node:util";
import { wrap } from "../report/wrap.ts";

/** untried: unknown, because it was left out on purpose. */
export type Mark = "yes" | "no" | "unknown" | "untried";

const colours = { yes: "green", no: "red", unknown: "yellow", untried: "yellow" } as const;
const markWidth = "unknown".length + 2;

/** "  yes      text" and the other texts below the first; nothing without a text. */
export function marked(
  mark: Mark,
  texts: readonly string[],
  width: number,
  colour: boolean,
): string {
  const [first = "", ...more] = texts;
  if (first === "") return "";
  const word = colour ? styleText(colours[mark], mark, { validateStream: false }) : mark;
  const begin = `  ${word}${" ".repeat(markWidth - mark.length)}`;
  const indent = " ".repeat(2 + markWidth);
  return [
    wrap(first, width, begin, indent),
    ...more.map((line) => wrap(line, width, indent, indent)),
  ].join("");
}
