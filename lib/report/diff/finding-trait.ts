/** Findings as things to compare. */

import type { Finding } from "../findings/finding.ts";
import { actorName } from "../findings/findings-text.ts";
import { lastingPath, lastingText } from "./lasting.ts";
import type { Seen, Trait } from "./trait.ts";

export const findingsTrait: Trait = {
  name: "findings",
  title: "Findings",
  columns: [
    { name: "severity", head: "severity", isShort: true },
    { name: "rule", head: "rule", isShort: true },
    { name: "program", head: "by" },
    { name: "subject", head: "what" },
  ],
  sources: [],
  isOrdered: true,
};

export function findingThing({ severity, rule, process, subject }: Finding): Seen {
  const { program } = process;
  const by = program === null ? actorName(process) : lastingPath(program);
  return { key: [severity, rule.id, by, subject === null ? "" : lastingText(subject)] };
}
