/** Rules on files, asked together: the path is taken apart once, and few rules match its beginning. */
import { type Entry, num, text } from "../../recording/values.ts";
import { pathOf, succeeded } from "./facts.ts";
import type { Check, PathRule, Rule } from "./rule.ts";

/** asm-generic/fcntl.h: not O_RDONLY, or it creates or empties the file. */
const writes = 0o3 | 0o100 | 0o1000;

interface Access {
  readonly point: string;
  readonly access: PathRule["access"];
  readonly field: string;
  readonly applies: (event: Entry) => boolean;
}

const always = (): boolean => true;
const toWrite = (event: Entry): boolean => ((num(event, "open_flags") ?? 0) & writes) !== 0;

/** Where paths appear, and what is done to the file. */
const accesses: readonly Access[] = [
  { point: "file.create", access: "change", field: "path", applies: always },
  { point: "file.written", access: "change", field: "path", applies: always },
  { point: "file.rename", access: "change", field: "new_path", applies: always },
  { point: "file.link", access: "change", field: "new_path", applies: always },
  { point: "file.symlink", access: "change", field: "path", applies: always },
  { point: "file.open", access: "change", field: "path", applies: toWrite },
  { point: "file.open", access: "read", field: "path", applies: (event) => !toWrite(event) },
  { point: "file.unlink", access: "remove", field: "path", applies: always },
  { point: "file.rename", access: "remove", field: "old_path", applies: always },
];

/** Audit points that show such an access. */
export function pointsOf(rule: Rule): readonly string[] {
  if (!("access" in rule)) return rule.on;
  return accesses.filter(({ access }) => access === rule.access).map(({ point }) => point);
}

/** For each audit point one check for all rules on files. */
export function pathCondition(rules: readonly Rule[]): [string, Check][] {
  const pathRules = rules.filter((rule) => "access" in rule);
  return accesses.map(({ point, access, field, applies }) => {
    const mine = pathRules.filter((rule) => rule.access === access);
    const table = byDirectory(mine);
    const anywhere = mine.filter(({ under }) => under.includes("*"));
    const check: Check = (event, scene, report) => {
      const path = field === "path" ? scene.path() : pathOf(event, field);
      if (path === null) return;
      const candidates = table.get(directoryKey(path)) ?? anywhere;
      if (candidates.length === 0 || !applies(event) || !succeeded(event)) return;
      for (const rule of candidates) {
        if (!rule.match.test(path)) continue;
        if (rule.also?.(path, event, scene) === false) continue;
        const given = text(event, field);
        report(rule, { subject: typeof given === "string" ? path : given }, event);
      }
    };
    return [point, check];
  });
}

/** Of a path's first two letters: made without a string of its own, and tells enough apart. */
function directoryKey(path: string): number {
  return path.charCodeAt(1) * 65_536 + path.charCodeAt(2);
}

/** First directory -> rules; those for any directory are in every list. */
function byDirectory(rules: readonly PathRule[]): ReadonlyMap<number, readonly PathRule[]> {
  const keyOf = (directory: string) => directoryKey(`/${directory}`);
  const keys = new Set(rules.flatMap(({ under }) => under.map(keyOf)));
  return new Map(
    [...keys].map((key) => [
      key,
      rules.filter(({ under }) => under.includes("*") || under.some((each) => keyOf(each) === key)),
    ]),
  );
}
