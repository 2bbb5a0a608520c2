/**
 * From rules as a person writes them to what the programs look up: bpf/filter.bpf.h. Within one
 * field any rule that accepts is enough, each field with such rules must accept, and one that
 * rejects is final; of paths and cgroups the nearest rule decides.
 */
import { readlinkSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import { carried, filter, member, pathKeyBytes, ruleKeyBytes, verdict } from "../events.gen.ts";
import { cgroupId } from "../kernel/cgroup.ts";
import type { FilterField, FilterRule } from "../recording/format.ts";

/** One entry of a map of verdicts. */
export interface VerdictEntry {
  readonly key: Uint8Array;
  readonly verdict: number;
}

export interface CompiledFilters {
  /** Bits by `filter`: those that have rules, and those that have rules which accept. */
  readonly filters: number;
  readonly includes: number;
  /** Bits by kind. */
  readonly judgedLate: bigint;
  readonly rules: readonly VerdictEntry[];
  readonly paths: readonly VerdictEntry[];
  /** Processes whose trees are taken in or left out: `member` by pid. */
  readonly trees: ReadonlyMap<number, number>;
  /** Processes of no tree are recorded, too. */
  readonly strangers: boolean;
}

type TableField = Exclude<FilterField, "pid">;

/** The kernel's names of threads: 16 bytes with the ending NUL. */
const longestComm = 15;

/** @throws SondeError on a value that is none, or contradicts another one */
export function compileFilters(rules: readonly FilterRule[]): CompiledFilters {
  const trees = new Map<number, number>();
  const entries: VerdictEntry[] = [];
  const paths: VerdictEntry[] = [];
  for (const rule of rules) {
    if (rule.field === "pid") trees.set(pidOf(rule), rule.exclude ? member.out : member.in);
    else if (rule.field === "path") paths.push(...pathEntries(rule));
    else entries.push({ key: keyOf(rule.field, rule), verdict: verdictOf(rule) });
  }
  mustAgree(rules);
  const tabled = rules.filter(({ field }) => field !== "pid");
  const including = rules.filter(({ exclude }) => !exclude);
  return {
    filters: bitsOf(tabled),
    includes: bitsOf(including),
    judgedLate: lateKinds(tabled),
    rules: entries,
    paths,
    trees,
    strangers: !including.some(({ field }) => field === "pid"),
  };
}

function bitsOf(rules: readonly FilterRule[]): number {
  return rules.reduce(
    (bits, { field }) => (field === "pid" ? bits : bits | (1 << filter[field])),
    0,
  );
}

/** The kinds that carry what there are rules about. */
function lateKinds(rules: readonly FilterRule[]): bigint {
  const has = (field: FilterField) => rules.some((rule) => rule.field === field);
  const late = carried.filter(
    ({ paths, addresses }) =>
      (has("path") && paths.length > 0) || (has("port") && addresses.length > 0),
  );
  return late.reduce((bits, { kind }) => bits | (1n << BigInt(kind)), 0n);
}

/** The constant table of where paths and addresses are: struct carried, by kind. */
export function carriedTable(): Uint8Array {
  const table = new Uint8Array(64 * 4);
  for (const { kind, paths, addresses } of carried) {
    table.set(paths, kind * 4);
    table.set(addresses, kind * 4 + 2);
  }
  return table;
}

function verdictOf({ exclude }: FilterRule): number {
  return exclude ? verdict.reject : verdict.accept;
}

function keyOf(field: Exclude<TableField, "path">, rule: FilterRule): Uint8Array {
  const key = Buffer.alloc(ruleKeyBytes);
  key.writeBigUInt64LE(BigInt(filter[field]));
  if (field === "comm") key.write(commOf(rule), 8);
  else key.writeBigUInt64LE(numberOf(field, rule), 8);
  return key;
}

function commOf(rule: FilterRule): string {
  const { value } = rule;
  if (value !== "" && Buffer.byteLength(value) <= longestComm) return value;
  throw wrong(rule, `A name as in /proc/PID/comm: 1 to ${longestComm} bytes.`);
}

function numberOf(field: Exclude<TableField, "comm" | "path">, rule: FilterRule): bigint {
  switch (field) {
    case "uid":
      return BigInt(whole(rule, 0xffff_ffff, "A user's number."));
    case "port":
      return BigInt(whole(rule, 0xffff, "A number from 0 to 65535."));
    case "mntns":
      return BigInt(namespaceOf(rule));
    case "cgroup": {
      const id = cgroupId(rule.value);
      if (typeof id === "bigint") return id;
      throw new SondeError(exitCode.usage, id, "Name one as /proc/PID/cgroup does: /system.slice.");
    }
  }
}

/** By number, as "mnt:[4026531841]", or by the path of the namespace. */
function namespaceOf(rule: FilterRule): number {
  const { value } = rule;
  let text = value;
  try {
    if (value.startsWith("/")) text = readlinkSync(value);
  } catch {
    throw wrong(rule, "There is no such namespace; /proc/PID/ns/mnt is one.");
  }
  const number = /^(?:mnt:\[)?(\d+)\]?$/.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  throw wrong(rule, "Its number, or a path like /proc/PID/ns/mnt.");
}

function pidOf(rule: FilterRule): number {
  const pid = whole(rule, 4_194_304, "The number of a process."); // PID_MAX_LIMIT
  if (pid > 0) return pid;
  throw wrong(rule, "The number of a process.");
}

function whole(rule: FilterRule, most: number, hint: string): number {
  const number = /^\d+$/.test(rule.value) ? Number(rule.value) : Number.NaN;
  if (number <= most) return number;
  throw wrong(rule, hint);
}

/** The path itself, and whatever is below it. */
function pathEntries(rule: FilterRule): VerdictEntry[] {
  const path = rule.value.replace(/(.)\/+$/, "$1");
  const longest = pathKeyBytes - 2;
  if (!path.startsWith("/") || path.includes("\0") || Buffer.byteLength(path) > longest) {
    throw wrong(rule, `An absolute path of at most ${longest} bytes.`);
  }
  const below = path === "/" ? [path] : [`${path}\0`, `${path}/`];
  return below.map((text) => ({ key: prefixKey(text), verdict: verdictOf(rule) }));
}

function prefixKey(text: string): Uint8Array {
  const key = Buffer.alloc(4 + pathKeyBytes);
  key.writeUInt32LE(Buffer.byteLength(text) * 8);
  key.write(text, 4);
  return key;
}

/** @throws SondeError when a value is both asked for and left out */
function mustAgree(rules: readonly FilterRule[]): void {
  const twice = rules.find(
    ({ field, value, exclude }) =>
      !exclude && rules.some((r) => r.exclude && r.field === field && r.value === value),
  );
  if (!twice) return;
  const { field, value } = twice;
  throw new SondeError(
    exitCode.usage,
    `--${field} ${value} and --not-${field} ${value}: both cannot be`,
    "Leave one of them out.",
  );
}

function wrong({ field, value, exclude }: FilterRule, hint: string): SondeError {
  const option = `--${exclude ? "not-" : ""}${field}`;
  return new SondeError(exitCode.usage, `${option} ${value}: that is not possible`, hint);
}
