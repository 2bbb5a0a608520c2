/**
 * A report that comes out of a file, which anyone may have written: checked against what
 * probe.schema.json asks for, and without what that does not name.
 */
import type { Finding, Unknown, Value } from "./answer.ts";
import {
  type FeatureAnswer,
  type HelperGroups,
  type KernelInfo,
  type ProbeReport,
  probeFormat,
  type SettingAnswer,
} from "./report.ts";

/** The value is not a report: where it is wrong, and what was expected. */
export class ProbeShapeError extends Error {}

type Members = Readonly<Record<string, unknown>>;

function want(ok: boolean, where: string, what: string): asserts ok {
  if (!ok) throw new ProbeShapeError(`${where} is not ${what}`);
}

function members(value: unknown, where: string): Members {
  want(typeof value === "object" && value !== null && !Array.isArray(value), where, "an object");
  return Object.fromEntries(Object.entries(value));
}

function text(from: Members, key: string, where: string): string {
  const value = from[key];
  want(typeof value === "string", `${where}.${key}`, "text");
  return value;
}

function count(from: Members, key: string, where: string): number {
  const value = from[key];
  const ok = typeof value === "number" && Number.isSafeInteger(value) && value > 0;
  want(ok, `${where}.${key}`, "a whole number from 1 on");
  return value;
}

function list(value: unknown, where: string): readonly unknown[] {
  want(Array.isArray(value), where, "a list");
  return value;
}

function texts(value: unknown, where: string): string[] {
  return list(value, where).map((each) => {
    want(typeof each === "string", where, "a list of text");
    return each;
  });
}

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

function named<T>(
  value: unknown,
  where: string,
  read: (each: unknown, where: string) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members(value, where)).map(([name, each]) => {
      want(namePattern.test(name), `${where}.${JSON.stringify(name)}`, "a name");
      return [name, read(each, `${where}.${name}`)];
    }),
  );
}

function optional<K extends string>(from: Members, key: K, where: string): { [k in K]?: string } {
  const found: { [k in K]?: string } = {};
  if (from[key] !== undefined) found[key] = text(from, key, where);
  return found;
}

function finding(value: unknown, where: string): Finding {
  const from = members(value, where);
  switch (from.answer) {
    case "yes":
      return { answer: "yes", ...optional(from, "detail", where) };
    case "no":
      return {
        answer: "no",
        ...optional(from, "errno", where),
        reason: text(from, "reason", where),
        remedy: text(from, "remedy", where),
      };
    case "unknown":
      return unknownOf(from, where);
    default:
      throw new ProbeShapeError(`${where}.answer is neither yes, no nor unknown`);
  }
}

function unknownOf(from: Members, where: string): Unknown {
  const { tried } = from;
  want(tried === undefined || tried === false, `${where}.tried`, "false");
  const reason = text(from, "reason", where);
  return { answer: "unknown", ...(tried === false && { tried }), reason };
}

function feature(value: unknown, where: string): FeatureAnswer {
  const from = members(value, where);
  return {
    ...finding(value, where),
    group: text(from, "group", where),
    title: text(from, "title", where),
    lost: text(from, "lost", where),
  };
}

function setting(value: unknown, where: string): SettingAnswer {
  const from = members(value, where);
  const title = text(from, "title", where);
  if (from.answer === "unknown" && from.value === undefined) {
    return { ...unknownOf(from, where), title };
  }
  want(from.answer !== "unknown", where, "either a value or unknown");
  const found: Value = { value: text(from, "value", where), ...optional(from, "note", where) };
  return { ...found, title };
}

function helpers(value: unknown, where: string): HelperGroups {
  const from = members(value, where);
  const names = (each: Members) => texts(each.helpers, `${where}.helpers`);
  return {
    yes: texts(from.yes, `${where}.yes`),
    no: list(from.no, `${where}.no`).map((each) => {
      const group = members(each, `${where}.no`);
      return {
        helpers: names(group),
        errno: text(group, "errno", where),
        reason: text(group, "reason", where),
        lost: text(group, "lost", where),
        remedy: text(group, "remedy", where),
      };
    }),
    unknown: list(from.unknown, `${where}.unknown`).map((each) => {
      const group = members(each, `${where}.unknown`);
      return { helpers: names(group), reason: text(group, "reason", where) };
    }),
  };
}

function kernel(value: unknown): KernelInfo {
  const where = "kernel";
  const from = members(value, where);
  const config = from.config === null ? null : members(from.config, `${where}.config`);
  return {
    hostname: text(from, "hostname", where),
    distribution: text(from, "distribution", where),
    kernel: text(from, "kernel", where),
    build: text(from, "build", where),
    arch: text(from, "arch", where),
    bootId: text(from, "bootId", where),
    cpus: count(from, "cpus", where),
    pageSize: count(from, "pageSize", where),
    bootParameters: texts(from.bootParameters, `${where}.bootParameters`),
    config: config && {
      source: text(config, "source", `${where}.config`),
      options: options(config.options, `${where}.config.options`),
    },
  };
}

function options(value: unknown, where: string): Record<string, string> {
  const from = members(value, where);
  return Object.fromEntries(Object.keys(from).map((name) => [name, text(from, name, where)]));
}

/** @throws ProbeShapeError */
export function parseProbe(value: unknown): ProbeReport {
  const from = members(value, "the report");
  const { format, quick, overridable, programTypes, mapTypes } = from;
  want(typeof format === "number", "format", "a number");
  want(format === probeFormat, `format ${format}`, `the one that this sonde reads, ${probeFormat}`);
  want(typeof quick === "boolean", "quick", "true or false");
  return {
    format,
    sonde: text(from, "sonde", "the report"),
    quick,
    kernel: kernel(from.kernel),
    features: named(from.features, "features", feature),
    settings: named(from.settings, "settings", setting),
    helpers: named(from.helpers, "helpers", helpers),
    ...(programTypes !== undefined && {
      programTypes: named(programTypes, "programTypes", finding),
    }),
    ...(mapTypes !== undefined && { mapTypes: named(mapTypes, "mapTypes", finding) }),
    ...(overridable !== undefined && {
      overridable: overridable === null ? null : texts(overridable, "overridable"),
    }),
  };
}
