/** Looks for what the rules describe, one event after the other, in bounded memory. */
import { PerKind } from "../../recording/per-kind.ts";
import { type Entry, int, type Text } from "../../recording/values.ts";
import type { History } from "../history.ts";
import type { Process } from "../process.ts";
import { exactText } from "../utf8.ts";
import { executableChecks } from "./executable-rules.ts";
import { actorsOf, type Finding } from "./finding.ts";
import { pathCondition } from "./path-rules.ts";
import { programChecks } from "./program-rules.ts";
import {
  type Check,
  type Condition,
  type Hit,
  type Report,
  type Rule,
  type Severity,
  severities,
} from "./rule.ts";
import { rules as allRules } from "./rules.ts";
import { Scene } from "./scene.ts";

/** Different findings of one rule; nobody can bury those of another one. */
const maxPerRule = 200;

export interface Found {
  /** The most serious first, then as they came. */
  readonly findings: readonly Finding[];
  /** Rules that had more findings than are kept: how many events more. */
  readonly more: ReadonlyMap<Rule, number>;
}

/** Checks that remember nothing serve whoever asks: to make them takes longer than a small file. */
const stateless = new WeakMap<readonly Rule[], readonly [string, Check][]>();

function withoutMemory(rules: readonly Rule[]): readonly [string, Check][] {
  const checks = stateless.get(rules) ?? [
    ...executableChecks(rules),
    ...programChecks(rules),
    ...pathCondition(rules),
  ];
  stateless.set(rules, checks);
  return checks;
}

/** Are there any as serious as that? */
export function hasAtLeast({ findings }: Found, least: Severity): boolean {
  const from = severities.indexOf(least);
  return findings.some(({ severity }) => severities.indexOf(severity) >= from);
}

/** Who is asked about the events of a point. */
interface Asked {
  readonly conditions: { readonly rule: Rule; readonly condition: Condition }[];
  /** Those that ask several rules. */
  readonly checks: Check[];
}

const nobody: Asked = { conditions: [], checks: [] };

export class Findings {
  readonly #scene: Scene;
  readonly #ofPoint = new Map<string, Asked>();
  readonly #ofKind = new PerKind(({ name }) => this.#ofPoint.get(name) ?? nobody);
  readonly #byRule = new Map<Rule, Map<string, Finding>>();
  readonly #more = new Map<Rule, number>();
  readonly #onNew: (finding: Finding) => void;
  readonly #report: Report = (rule, hit, event) => this.#found(rule, hit, event);

  /** onNew: told of each finding when it is first made. */
  constructor(
    history: History,
    onNew: (finding: Finding) => void = () => {},
    rules: readonly Rule[] = allRules,
  ) {
    this.#scene = new Scene(history);
    this.#onNew = onNew;
    for (const rule of rules) {
      if ("access" in rule) continue;
      if ("when" in rule && (rule.programs ?? rule.judges) !== undefined) continue;
      const condition = "when" in rule ? rule.when : rule.follow();
      for (const point of rule.on) this.#at(point).conditions.push({ rule, condition });
    }
    for (const [point, check] of withoutMemory(rules)) this.#at(point).checks.push(check);
  }

  /** An event of any kind, after the history has heard of it. */
  event(event: Entry, process: Process): void {
    const asked = this.#ofKind.of(event.schema);
    if (asked === nobody) return;
    const scene = this.#scene;
    scene.begin(event, process);
    for (const { rule, condition } of asked.conditions) {
      const hit = condition(event, scene);
      if (hit !== null) this.#found(rule, hit, event);
    }
    for (const check of asked.checks) check(event, scene, this.#report);
  }

  found(): Found {
    const findings = [...this.#byRule.values()].flatMap((each) => [...each.values()]);
    findings.sort(
      (a, b) =>
        severities.indexOf(b.severity) - severities.indexOf(a.severity) || a.first - b.first,
    );
    return { findings, more: this.#more };
  }

  #at(point: string): Asked {
    const known = this.#ofPoint.get(point) ?? { conditions: [], checks: [] };
    this.#ofPoint.set(point, known);
    return known;
  }

  #found(rule: Rule, hit: Hit, event: Entry): void {
    const scene = this.#scene;
    if (rule.exceptBy?.some((group) => scene.is(group))) return;
    const severity = severityOf(rule, hit, scene);
    const ts = Number(int(event, "ts") ?? 0);
    const findings = this.#findingsOf(rule);
    const { program, comm } = scene.process;
    const key = `${severity}\0${keyOf(program?.path ?? comm)}\0${keyOf(hit.subject)}`;
    const known = findings.get(key);
    if (known !== undefined) {
      known.count++;
      known.last = ts;
      return;
    }
    if (findings.size >= maxPerRule) {
      this.#more.set(rule, (this.#more.get(rule) ?? 0) + 1);
      return;
    }
    const finding: Finding = {
      rule,
      severity,
      subject: typeof hit.subject === "string" ? exactText(hit.subject) : hit.subject,
      ...actorsOf(scene),
      point: event.schema.name,
      first: ts,
      last: ts,
      count: 1,
    };
    findings.set(key, finding);
    this.#onNew(finding);
  }

  #findingsOf(rule: Rule): Map<string, Finding> {
    const known = this.#byRule.get(rule);
    if (known !== undefined) return known;
    const made = new Map<string, Finding>();
    this.#byRule.set(rule, made);
    return made;
  }
}

function severityOf(rule: Rule, hit: Hit, scene: Scene): Severity {
  const isUsual =
    rule.lowBy?.some((group) => scene.is(group)) ||
    rule.lowWithin?.some((group) => scene.within(group));
  return isUsual ? "low" : (hit.severity ?? rule.severity);
}

/** What came from a kernel holds no NUL: different values have different keys. */
function keyOf(text: Text | null): string {
  if (typeof text === "string") return text;
  return text === null ? "\0null" : `\0${Buffer.from(text).toString("hex")}`;
}
