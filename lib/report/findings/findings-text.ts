/** Findings as text: a list for the summary, and each in full. */
import type { Text } from "../../recording/values.ts";
import { executed } from "../command-line.ts";
import { countText, plural } from "../number.ts";
import { type Column, cut, table } from "../table.ts";
import { isoTime } from "../time.ts";
import { visible } from "../visible.ts";
import { wrap } from "../wrap.ts";
import type { Blind } from "./coverage.ts";
import type { Actor, Finding } from "./finding.ts";
import type { Found } from "./findings.ts";
import type { Rule, Severity } from "./rule.ts";

/** SGR parameters. */
const colours: { readonly [severity in Severity]: string } = {
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "2",
};

export interface FindingsLayout {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Rules whose findings are shown. */
  readonly limit: number;
}

const severityWidth = 10;
/** Rows of one rule, so that the others have room. */
const rowsPerRule: { readonly [severity in Severity]: number } = {
  critical: 10,
  high: 10,
  medium: 5,
  low: 3,
};

/** The most serious ones below their rules' titles, and what else there is to say. */
export function findingsList(
  { findings, more }: Found,
  blind: readonly Blind[],
  layout: FindingsLayout,
): string {
  const groups = [
    ...Map.groupBy(findings, ({ severity, rule }) => `${severity} ${rule.id}`).values(),
  ];
  const shown = groups.slice(0, layout.limit);
  const left = groups.slice(layout.limit).flat().length;
  return (
    shown.map((group) => groupText(group, layout)).join("") +
    findingNotes({ findings, more }, blind, left)
      .map((note) => wrap(note, layout.columns, "", ""))
      .join("")
  );
}

/** What the list does not say. left: findings that it leaves out. */
export function findingNotes(
  { findings, more }: Found,
  blind: readonly Blind[],
  left: number,
): string[] {
  const events = [...more.values()].reduce((sum, each) => sum + each, 0);
  return [
    ...(findings.length === 0 ? ["Nothing suspicious was found."] : []),
    ...(left > 0 ? [`${plural(left, "more finding")}, none more serious than these.`] : []),
    ...(events > 0 ? [`${plural(events, "more event")} of rules that found too much.`] : []),
    ...(blind.length > 0
      ? [`${plural(blind.length, "rule")} could not look: what they need was not recorded.`]
      : []),
  ];
}

/** Findings of one rule that are equally serious. */
function groupText(group: readonly Finding[], layout: FindingsLayout): string {
  const [first] = group;
  if (first === undefined) return "";
  const { severity, rule } = first;
  const head = severity.padEnd(severityWidth);
  const mark = layout.colour ? `\x1b[${colours[severity]}m${head}\x1b[0m` : head;
  const title = cut(rule.title, Math.max(layout.columns - severityWidth, 20), "end");
  const rows = rowsPerRule[severity];
  const more = group.length - rows;
  // One more row says more than "one more".
  const shown = more === 1 ? group : group.slice(0, rows);
  const rest = more > 1 ? `${" ".repeat(severityWidth)}… and ${countText(more)} more\n` : "";
  return `${mark}${title}\n${shown.map((each) => rowText(each, layout)).join("")}${rest}`;
}

/** "program: subject (2 times)" */
function rowText({ process, subject, count }: Finding, { columns }: FindingsLayout): string {
  const room = Math.max(columns - severityWidth, 30);
  const times = count === 1 ? "" : ` (${countText(count)} times)`;
  const by = actorName(process);
  const what = subject === null ? "" : visible(subject);
  const isSame = what === "" || what === by;
  const left = room - times.length;
  const text = isSame
    ? cut(by, left, "middle")
    : cut(`${cut(by, Math.floor(left / 2), "middle")}: ${what}`, left, "end");
  return `${" ".repeat(severityWidth)}${text}${times}\n`;
}

export interface DetailLayout {
  readonly columns: number;
  readonly colour: boolean;
  /** ns: wall time of an event = ts + offset. */
  readonly offset: bigint;
}

/** One finding in full: who, what, why it matters, how to look closer. */
export function findingText(finding: Finding, layout: DetailLayout): string {
  const { severity, rule } = finding;
  const title = `${severity.toUpperCase()}  ${rule.title}`;
  const head = layout.colour ? `\x1b[${colours[severity]}m${title}\x1b[0m` : title;
  return `${head}\n${findingFacts(finding, layout.offset)
    .map(([name, text]) => wrap(text, layout.columns, `  ${name.padEnd(9)}`, " ".repeat(11)))
    .join("")}`;
}

/** The same as names and texts, fit to be printed. offset: as above. */
export function findingFacts(finding: Finding, offset: bigint): (readonly [string, string])[] {
  const { rule, subject, process, ancestors, first, last, count, point } = finding;
  const time = (ts: number): string => isoTime(BigInt(ts) + offset) ?? "unknown";
  const facts: (readonly [string, string | null])[] = [
    ["rule", `${rule.id}, ATT&CK ${rule.technique}`],
    ["what", subject === null ? null : visible(subject)],
    ["by", processText(process)],
    ["below", ancestors.map(actorName).join(" < ") || null],
    ["when", whenText(time(first), time(last), count)],
    ["shown by", point],
    ["why", rule.why],
    ["next", rule.look],
  ];
  return facts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
}

function whenText(first: string, last: string, count: number): string {
  if (count === 1) return first;
  return `${first}${last === first ? "" : ` to ${last}`}, ${countText(count)} times`;
}

function processText(actor: Actor): string {
  const { pid, program, argv, uid, euid } = actor;
  const command = program === null ? actorName(actor) : executed(program, argv);
  const user =
    uid === null ? "" : `, user ${uid}${euid === null || euid === uid ? "" : `→${euid}`}`;
  return `${command} (pid ${pid}${user})`;
}

/** Who did it and to what, once where both are the same. */
export function actorAndSubject(actor: Actor, subject: Text | null): string {
  const by = actorName(actor);
  const what = subject === null ? "" : visible(subject);
  return what === "" || what === by ? by : `${by}: ${what}`;
}

/** Its program, name or number, fit to be printed. */
export function actorName({ program, comm, pid }: Actor): string {
  const name: Text | null = program ?? comm;
  return name === null ? `pid ${pid}` : visible(name);
}

const ruleColumns: readonly Column[] = [
  { head: "rule", whole: true },
  { head: "severity", whole: true },
  { head: "ATT&CK", whole: true },
  { head: "finds", cut: "end" },
];
/** No title is broken into narrower lines. */
const leastTitle = 20;

/** All rules, as a table; long titles go on in the next line. */
export function rulesTable(rules: readonly Rule[], width: number): string {
  const named = rules.map(({ id, severity, technique, title }) => [id, severity, technique, title]);
  const beside = [0, 1, 2].map((i) => Math.max(...named.map((row) => (row[i] ?? "").length)));
  const room = width - beside.reduce((sum, each) => sum + each + 2, 0);
  const rows = named.flatMap(([id = "", severity = "", technique = "", title = ""]) =>
    wrap(title, Math.max(room, leastTitle), "", "")
      .trimEnd()
      .split("\n")
      .map((line, i) => (i === 0 ? [id, severity, technique, line] : ["", "", "", line])),
  );
  return table(ruleColumns, rows, width);
}
