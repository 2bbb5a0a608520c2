/** Rules on what certain programs do: found by the program's name, so that others cost nothing. */
import type { Check, EventRule, Rule } from "./rule.ts";

/** For each audit point one check for all such rules. */
export function programChecks(rules: readonly Rule[]): [string, Check][] {
  const mine = rules.filter((rule) => "when" in rule).filter(({ programs }) => programs);
  const points = new Set(mine.flatMap(({ on }) => on));
  return [...points].map((point) => {
    const here = mine.filter(({ on }) => on.includes(point));
    const byName = byProgram(here);
    const elsewhere = here.filter(({ orElsewhere }) => orElsewhere === true);
    const check: Check = (event, scene, report) => {
      const { plain, isPackaged } = scene.name();
      const named = byName.get(plain);
      if (named !== undefined) ask(named, event, scene, report);
      const script = scene.script();
      const scripted = script === null ? undefined : byName.get(script.plain);
      if (scripted !== undefined && scripted !== named) ask(scripted, event, scene, report);
      if (isPackaged) return;
      for (const rule of elsewhere) {
        if (!named?.includes(rule)) ask([rule], event, scene, report);
      }
    };
    return [point, check];
  });
}

function ask(rules: readonly EventRule[], ...[event, scene, report]: Parameters<Check>): void {
  for (const rule of rules) {
    const hit = rule.when(event, scene);
    if (hit !== null) report(rule, hit, event);
  }
}

function byProgram(rules: readonly EventRule[]): ReadonlyMap<string, readonly EventRule[]> {
  const names = new Set(rules.flatMap(({ programs }) => programs ?? []));
  return new Map(
    [...names].map((name) => [name, rules.filter(({ programs }) => programs?.includes(name))]),
  );
}
