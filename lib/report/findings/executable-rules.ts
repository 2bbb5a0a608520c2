/** Rules on executables: the same ones run again and again, and the answer is the same. */
import { type Entry, num, text } from "../../recording/values.ts";
import type { Check, EventRule, Hit, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** Different executables whose answers are kept. */
const maxKnown = 4096;
const point = "process.exec";

interface Answer {
  readonly rule: EventRule;
  readonly hit: Hit;
}

/** One check for all such rules. */
export function executableChecks(rules: readonly Rule[]): [string, Check][] {
  const mine = rules.filter((rule) => "when" in rule).filter(({ judges }) => judges !== undefined);
  const known = new Map<string, readonly Answer[]>();
  const check: Check = (event, scene, report) => {
    const path = text(event, "path");
    const flags = num(event, "exe_flags") ?? 0;
    const key = typeof path === "string" ? (flags === 0 ? path : `${flags} ${path}`) : null;
    let answers = key === null ? undefined : known.get(key);
    if (answers === undefined) {
      answers = ask(mine, event, scene);
      if (known.size === maxKnown) known.clear();
      if (key !== null) known.set(key, answers);
    }
    for (const { rule, hit } of answers) report(rule, hit, event);
  };
  return [[point, check]];
}

function ask(rules: readonly EventRule[], event: Entry, scene: Scene): Answer[] {
  return rules.flatMap((rule) => {
    const hit = rule.when(event, scene);
    return hit === null ? [] : [{ rule, hit }];
  });
}
