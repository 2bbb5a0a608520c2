/** What options mean: durations, lists of points, forced flavours. @throws SondeError on each */
import { exitCode, SondeError } from "../lib/error.ts";
import { isPointName, type PointName, point, pointNames } from "../lib/points.ts";
import { type FilterField, type FilterRule, filterFields } from "../lib/recording/format.ts";
import { type Severity, severities } from "../lib/report/findings/rule.ts";
import { visible } from "../lib/report/visible.ts";
import { type ColumnName, columnNames } from "../lib/watch/column-names.ts";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** "10s", "500ms", "5m", "1h"; a bare number is seconds. Returns milliseconds. */
export function duration(text: string, hint = "Write it like 30s, 500ms, 5m or 1h."): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const ms = Number(match?.[1]) * (units[match?.[2] ?? "s"] ?? Number.NaN);
  if (Number.isFinite(ms) && ms > 0) return ms;
  throw usage(`"${text}" is not a duration`, hint);
}

const sizes: Readonly<Record<string, number>> = { K: 1 << 10, M: 1 << 20, G: 1 << 30 };

/** "64K", "100M", "2G"; a bare number is bytes. */
export function bytes(text: string): number {
  const match = /^(\d+)([KMG])?(?:i?B)?$/i.exec(text);
  const count = Number(match?.[1]) * (sizes[match?.[2]?.toUpperCase() ?? ""] ?? 1);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw usage(`"${text}" is not a size`, "Write it like 64K, 100M or 2G.");
}

/** From 1 on. */
export function wholeNumber(text: string): number {
  const n = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(n) && n > 0) return n;
  throw usage(`"${text}" is not a number from 1 on`, "Write it like 5.");
}

/** "process.*,net.connect" -> the points; without a list those on by default. */
export function pointList(text: string | undefined): PointName[] {
  if (text === undefined) return pointNames.filter((name) => point(name).byDefault);
  const globs = text.split(",").map((glob) => glob.trim());
  for (const glob of globs) {
    if (pointNames.some((name) => matches(glob, name))) continue;
    throw usage(
      `no audit point is called "${visible(glob)}"`,
      `There are ${pointNames.join(", ")}; * stands for any text.`,
    );
  }
  return pointNames.filter((name) => globs.some((glob) => matches(glob, name)));
}

/** ["net.connect=sys_exit/raw_tp"] -> by point. */
export function flavourList(texts: readonly string[]): Map<PointName, string> {
  return new Map(
    texts.map((text) => {
      const [name = "", flavour = ""] = text.split("=", 2);
      if (!isPointName(name)) {
        throw usage(
          `--flavour ${visible(text)}: no audit point is called "${visible(name)}"`,
          `There are ${pointNames.join(", ")}.`,
        );
      }
      const known = point(name).flavours.map((f) => f.name);
      if (!known.includes(flavour)) {
        throw usage(`${name} has no flavour "${visible(flavour)}"`, `It has ${known.join(", ")}.`);
      }
      return [name, flavour] as const;
    }),
  );
}

/**
 * "-o -" in one word and "-" by its other name, since the parser takes it for an option of its own.
 * Stops at "--".
 */
export function joinDash(words: readonly string[]): string[] {
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const isOutput = (word: string | undefined) => word === "-o" || word === "--output";
  return words.flatMap((word, i) => {
    if (i >= end) return [word];
    if (isOutput(word) && words[i + 1] === "-") return ["--output=-"];
    if (word !== "-") return [word];
    return isOutput(words[i - 1]) ? [] : ["/dev/stdin"];
  });
}

/**
 * An empty value, which the parser would take for a 0 or fill with the next word. Only names and
 * paths that a filter judges may be empty. Stops at "--".
 */
export function refuseEmpty(words: readonly string[]): void {
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const empty = words.slice(0, end).flatMap((word, i) => {
    const isEmpty = word.endsWith("=") || (i + 1 < end && words[i + 1] === "");
    return word.startsWith("-") && isEmpty ? [word.replace(/=$/, "")] : [];
  });
  const option = empty.find((one) => !filterFields.some((name) => one.endsWith(`-${name}`)));
  if (option === undefined) return;
  throw usage(`${option} has an empty value`, "Write what it is to be, or leave it out.");
}

/** Fields in which a list with commas is no value of its own. */
const listed: readonly FilterField[] = ["pid", "uid", "mntns", "port"];

/**
 * ["--comm", "sshd", "--not-uid=0,1"] -> rules. From the words themselves, since a parser takes
 * what looks like a number for one, and a name may look so. Stops at "--".
 */
export function filterRules(words: readonly string[]): FilterRule[] {
  const rules: FilterRule[] = [];
  for (let i = 0; i < words.length && words[i] !== "--"; i++) {
    const [, not, name, value] = /^--(not-)?([a-z]+)(?:=(.*))?$/s.exec(words[i] ?? "") ?? [];
    const field = filterFields.find((each) => each === name);
    if (field === undefined) continue;
    const text = value ?? words[++i] ?? "";
    const values = listed.includes(field) ? text.split(",") : [text];
    for (const each of values) rules.push({ field, value: each, exclude: not !== undefined });
  }
  return rules;
}

/** "time,detail" -> columns of a line; undefined: those shown by default. */
export function columnList(text: string | undefined): readonly ColumnName[] | undefined {
  return text?.split(",").map((name) => {
    const trimmed = name.trim();
    const known = columnNames.find((each) => each === trimmed);
    if (known !== undefined) return known;
    throw usage(`there is no column "${trimmed}"`, `There are ${columnNames.join(", ")}.`);
  });
}

/** "high" -> the severity. */
export function severity(text: string | undefined): Severity | undefined {
  if (text === undefined) return undefined;
  const known = severities.find((each) => each === text);
  if (known !== undefined) return known;
  throw usage(`"${text}" is not a severity`, `There are ${severities.join(", ")}.`);
}

export function usage(message: string, hint: string): SondeError {
  return new SondeError(exitCode.usage, message, hint);
}

/** "process.*" matches "process.exec". */
export function matches(glob: string, name: string): boolean {
  const pattern = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(name);
}
