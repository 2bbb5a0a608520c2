/**
 * What `sonde probe` must answer in the guests: golden/<arch>-<kernel>.json has the answers of the
 * mode "default", and for every other mode what differs from them. Pure but for the files.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseProbe } from "../lib/probe/parse.ts";
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "../lib/probe/report.ts";

/** Question -> answer, as people read it. */
export type Answers = Readonly<Record<string, string>>;

/** By mode. */
export type Golden = Readonly<Record<string, Answers>>;

const base = "default";
const absent = "not asked";

/** What depends on the machine's memory, and on the modules that other cases have loaded. */
const changing: readonly string[] = ["jit_limit", "module_btf"];

/**
 * Sizes, figures and versions are left out: they are another kernel build's, not another kernel's.
 * So are helpers: which ones are asked for changes with sonde's programs (lab/bpftool.ts has them).
 */
export function answersOf(report: unknown): Answers {
  const probe: ProbeReport = parseProbe(report);
  const all = [
    ...Object.entries(probe.features).map(([name, one]) => [name, featureWords(one)] as const),
    ...Object.entries(probe.settings).map(([name, one]) => [name, settingWords(one)] as const),
  ];
  return Object.fromEntries(all.filter(([name]) => !changing.includes(name)));
}

function featureWords(one: FeatureAnswer): string {
  if (one.answer === "yes") return /\d/.test(one.detail ?? "") ? "yes" : words("yes", one.detail);
  if (one.answer === "unknown") return words("unknown", one.reason);
  return words(one.errno === undefined ? "no" : `no ${one.errno}`, one.reason);
}

const words = (first: string, more: string | undefined): string =>
  more === undefined ? first : `${first}: ${more}`;

function settingWords(one: SettingAnswer): string {
  return "value" in one ? one.value : `unknown: ${one.reason}`;
}

const folder = join(import.meta.dir, "golden");

const fileOf = (arch: string, kernel: string): string => join(folder, `${arch}-${kernel}.json`);

function read(arch: string, kernel: string): Golden {
  const file = fileOf(arch, kernel);
  if (!existsSync(file)) return {};
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Object.fromEntries(
    Object.entries(Object(parsed)).map(([mode, one]) => [mode, texts(one)]),
  );
}

function texts(value: unknown): Answers {
  return Object.fromEntries(Object.entries(Object(value)).map(([key, one]) => [key, String(one)]));
}

export function goldenAnswers(arch: string, kernel: string, mode: string): Answers | undefined {
  return answersIn(read(arch, kernel), mode);
}

/** Undefined: there are none for this mode yet. */
export function answersIn(golden: Golden, mode: string): Answers | undefined {
  const own = golden[mode];
  if (own === undefined) return undefined;
  const all = mode === base ? own : { ...golden[base], ...own };
  return Object.fromEntries(Object.entries(all).filter(([, answer]) => answer !== absent));
}

/** One line for each answer that is not as it should be. */
export function disagreements(is: Answers, should: Answers): string[] {
  return [...new Set([...Object.keys(should), ...Object.keys(is)])].flatMap((name) =>
    is[name] === should[name]
      ? []
      : [`${name}: ${is[name] ?? absent} (golden: ${should[name] ?? absent})`],
  );
}

export function keepGolden(arch: string, kernel: string, mode: string, is: Answers): void {
  const text = JSON.stringify(withAnswers(read(arch, kernel), mode, is), null, 2);
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(arch, kernel), `${text}\n`);
}

/** With a mode's answers; those of the other modes stay what they are. */
export function withAnswers(golden: Golden, mode: string, is: Answers): Golden {
  const whole = Object.keys(golden).map((name) => [name, answersIn(golden, name) ?? {}] as const);
  const next: Golden = { ...Object.fromEntries(whole), [mode]: is };
  const first = next[base] ?? {};
  return Object.fromEntries(
    Object.entries(next)
      .sort(([a], [b]) => Number(b === base) - Number(a === base) || a.localeCompare(b))
      .map(([name, answers]) => [name, name === base ? answers : difference(answers, first)]),
  );
}

function difference(answers: Answers, from: Answers): Answers {
  return Object.fromEntries([
    ...Object.entries(answers).filter(([name, answer]) => from[name] !== answer),
    ...Object.keys(from).flatMap((name) => (name in answers ? [] : [[name, absent]])),
  ]);
}
