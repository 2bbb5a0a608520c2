/** What is said about answers that are not yes. */
import { visible } from "../report/visible.ts";
import { errnoText, type Finding } from "./answer.ts";
import type { Mark } from "./marked.ts";

export type Named = readonly [name: string, answer: Finding & { readonly lost?: string }];

/** Lines behind one mark. */
export interface Told {
  readonly mark: Mark;
  readonly texts: readonly string[];
}

/** Of answers that have all in common but what is lost. */
export function told(alike: readonly Named[1][]): string[] {
  const [first] = alike;
  if (first === undefined || first.answer === "yes") return [];
  if (first.answer === "unknown") return [visible(first.reason)];
  const lost = [...new Set(alike.flatMap((one) => one.lost ?? []))].join("; ");
  return [
    visible(`${first.reason} (${errnoText(first)})`),
    ...(lost === "" ? [] : [`lost: ${visible(lost)}`]),
    `change: ${visible(first.remedy)}`,
  ];
}
