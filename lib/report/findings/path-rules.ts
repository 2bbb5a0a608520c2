/** Rules on files, asked together: the path is taken apart once, and few rules match its beginning. */
import { type Entry, num } from "../../recording/values.ts";
import { succeeded } from "./facts.ts";
import type { Check, PathRule, Rule } from "./rule.ts";
import type { PathField } from "./scene.ts";

/** asm-generic/fcntl.h: not O_RDONLY, or it creates or empties the file. */
const writes = 0o3 | 0o100 | 0o1000;

interface Access {
  readonly point: string;
  readonly access: PathRule["access"];
  readonly field: PathField;
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
    const candidates = new Candidates(pathRules.filter((rule) => rule.access === access));
    const check: Check = (event, scene, report) => {
      const path = scene.path(field);
      if (path === null) return;
      const found = candidates.of(path);
      if (found.length === 0 || !applies(event) || !succeeded(event)) return;
      for (const rule of found) {
        if (!rule.match.test(path)) continue;
        if (rule.also?.(path, event, scene) === false) continue;
        report(rule, { subject: path }, event);
      }
    };
    return [point, check];
  });
}

/** Rules for paths of one first directory. */
interface Region {
  readonly all: readonly PathRule[];
  /** Those for paths without any name that begins with a dot. */
  readonly plain: readonly PathRule[];
}

/** A rule for paths that end in a certain way. */
interface Ending {
  readonly rule: PathRule;
  readonly ends: readonly string[];
  /** Of the directories; null: any. */
  readonly keys: ReadonlySet<number> | null;
}

/** Finds the few rules that may match a path, by its beginning and its last letter. */
class Candidates {
  readonly #regions: Regions;
  readonly #elsewhere: readonly PathRule[];
  /** By the code of the last letter. */
  readonly #byLast: readonly (readonly Ending[] | undefined)[];

  constructor(rules: readonly PathRule[]) {
    const endless = rules.filter(({ ends }) => ends === undefined);
    this.#elsewhere = endless.filter(({ under }) => under.includes(anywhere));
    this.#regions = regionsOf(endless);
    this.#byLast = endingsOf(rules);
  }

  of(path: string): readonly PathRule[] {
    const region = this.#regions[path.charCodeAt(1)]?.[path.charCodeAt(2)];
    const found = region === undefined ? this.#elsewhere : inRegion(region, path);
    const endings = this.#byLast[path.charCodeAt(path.length - 1)];
    if (endings === undefined) return found;
    const key = directoryKey(path);
    const more = endings.filter(
      ({ ends, keys }) => keys?.has(key) !== false && ends.some((end) => path.endsWith(end)),
    );
    return more.length === 0 ? found : [...found, ...more.map(({ rule }) => rule)];
  }
}

function inRegion({ all, plain }: Region, path: string): readonly PathRule[] {
  return all.length > plain.length && path.includes("/.") ? all : plain;
}

function endingsOf(rules: readonly PathRule[]): (readonly Ending[] | undefined)[] {
  const all = rules.flatMap((rule) => {
    const { ends, under } = rule;
    if (ends === undefined) return [];
    const keys = under.includes(anywhere) ? null : new Set(under.map(keyOf));
    return [{ rule, ends, keys }];
  });
  const lastOf = (end: string) => end.charCodeAt(end.length - 1);
  const byLast: (readonly Ending[] | undefined)[] = [];
  for (const code of all.flatMap(({ ends }) => ends.map(lastOf))) {
    byLast[code] = all.filter(({ ends }) => ends.some((end) => lastOf(end) === code));
  }
  return byLast;
}

/** Of a path's first two letters: made without a string of its own, and tells enough apart. */
function directoryKey(path: string): number {
  return path.charCodeAt(1) * 65_536 + path.charCodeAt(2);
}

/** Of a directory in `under`. */
function keyOf(under: string): number {
  return directoryKey(`/${under}`);
}

const anywhere = "*";
/** Behind a directory in `under`. */
const hiddenOnly = "/.";

/** By the codes of a path's second and third letter. */
type Regions = readonly (readonly (Region | undefined)[] | undefined)[];

function regionsOf(rules: readonly PathRule[]): Regions {
  const local = rules.flatMap(({ under }) => under.filter((each) => each !== anywhere));
  const within = (key: number, isWanted: (under: string) => boolean) =>
    rules.filter(({ under }) =>
      under.some((each) => each === anywhere || (keyOf(each) === key && isWanted(each))),
    );
  const regions: (Region | undefined)[][] = [];
  for (const under of new Set(local)) {
    const key = keyOf(under);
    const [first, second] = [under.charCodeAt(0), under.charCodeAt(1)];
    const row = regions[first] ?? [];
    regions[first] = row;
    row[second] = {
      all: within(key, () => true),
      plain: within(key, (each) => !each.endsWith(hiddenOnly)),
    };
  }
  return regions;
}
