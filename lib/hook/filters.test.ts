import { expect, test } from "bun:test";
import { SondeError } from "../error.ts";
import { filter, kind, member, verdict } from "../events.gen.ts";
import type { FilterField, FilterRule } from "../recording/format.ts";
import { carriedTable, compileFilters } from "./filters.ts";

const only = (field: FilterField, value: string): FilterRule => ({ field, value, exclude: false });
const not = (field: FilterField, value: string): FilterRule => ({ field, value, exclude: true });

function refusal(...rules: FilterRule[]): string {
  try {
    compileFilters(rules);
  } catch (error) {
    if (error instanceof SondeError) return error.message;
    throw error;
  }
  return "";
}

test("no rules: nothing for the programs to do", () => {
  expect(compileFilters([])).toEqual({
    filters: 0,
    includes: 0,
    judgedLate: 0n,
    rules: [],
    paths: [],
    trees: new Map(),
    strangers: true,
  });
});

test("processes: trees that are taken in or left out", () => {
  const left = compileFilters([not("pid", "7")]);
  expect([left.trees, left.strangers]).toEqual([new Map([[7, member.out]]), true]);
  const taken = compileFilters([only("pid", "7"), not("pid", "8")]);
  expect(taken.trees).toEqual(
    new Map([
      [7, member.in],
      [8, member.out],
    ]),
  );
  expect([taken.strangers, taken.filters, taken.includes]).toEqual([false, 0, 0]);
});

test("values: a key of the field and the value each", () => {
  const { rules, filters, includes } = compileFilters([only("uid", "1000"), not("comm", "sshd")]);
  expect(filters).toBe((1 << filter.uid) | (1 << filter.comm));
  expect(includes).toBe(1 << filter.uid);
  expect(rules.map(({ key, verdict }) => [Buffer.from(key).toString("hex"), verdict])).toEqual([
    [`0${filter.uid}${"00".repeat(7)}e803${"00".repeat(14)}`, verdict.accept],
    [
      `0${filter.comm}${"00".repeat(7)}${Buffer.from("sshd").toString("hex")}${"00".repeat(12)}`,
      verdict.reject,
    ],
  ]);
});

test("a path: itself and below, not what only begins like it", () => {
  const { paths } = compileFilters([only("path", "/etc/"), only("path", "/")]);
  const texts = paths.map(({ key }) => {
    const bytes = Buffer.from(key);
    return bytes.toString("latin1", 4, 4 + bytes.readUInt32LE() / 8);
  });
  expect(texts).toEqual(["/etc\0", "/etc/", "/"]);
});

test("only kinds that carry it are judged by a path or a port", () => {
  const bit = (n: number) => 1n << BigInt(n);
  const byPath = compileFilters([only("path", "/etc")]).judgedLate;
  expect(byPath & bit(kind.fileOpen)).not.toBe(0n);
  expect(byPath & bit(kind.processFork)).toBe(0n);
  const byPort = compileFilters([not("port", "22")]).judgedLate;
  expect(byPort & bit(kind.netConnect)).not.toBe(0n);
  expect(byPort & bit(kind.fileOpen)).toBe(0n);
  expect(carriedTable().subarray(kind.processFork * 4, kind.processFork * 4 + 4)).toEqual(
    Uint8Array.of(0, 0, 0, 0),
  );
});

test.each([
  [only("pid", "0")],
  [only("pid", "-1")],
  [only("uid", "root")],
  [only("uid", "4294967296")],
  [only("port", "65536")],
  [only("comm", "")],
  [only("comm", "sixteen bytes it")],
  [only("path", "etc")],
  [only("path", `/${"x".repeat(300)}`)],
  [only("mntns", "net:[1]")],
  [only("mntns", "/nowhere")],
  [only("cgroup", "/no/such/group")],
])("refused: %j", (rule) => {
  expect(refusal(rule)).not.toBe("");
});

test("asked for and left out at once: refused", () => {
  expect(refusal(only("uid", "1"), not("uid", "1"))).toContain("both cannot be");
});
