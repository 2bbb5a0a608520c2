import { expect, test } from "bun:test";
import { exitCode, SondeError } from "../lib/error.ts";
import { pointNames } from "../lib/points.ts";
import {
  bytes,
  duration,
  filterRules,
  flavourList,
  joinDash,
  pointList,
  refuseEmpty,
} from "./arguments.ts";

function codeOf(run: () => unknown): number | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof SondeError) return error.code;
    throw error;
  }
  return undefined;
}

test.each([
  ["10s", 10_000],
  ["500ms", 500],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["3", 3000],
])("duration %s is %d ms", (text, ms) => {
  expect(duration(text)).toBe(ms);
});

test.each(["", "s", "-1s", "0", "1d", "1e9s", "Infinity", "10 s"])("%p is no duration", (text) => {
  expect(codeOf(() => duration(text))).toBe(exitCode.usage);
});

test("points: default, globs, table order", () => {
  expect(pointList(undefined)).not.toContain("file.open");
  expect(pointList("*")).toEqual([...pointNames]);
  expect(pointList("net.connect,process.e*")).toEqual([
    "process.exec",
    "process.exec_failed",
    "process.exit",
    "net.connect",
  ]);
  expect(codeOf(() => pointList("process.*,nonsense"))).toBe(exitCode.usage);
  expect(codeOf(() => pointList("processXexec"))).toBe(exitCode.usage);
});

test("flavours: point and name must exist", () => {
  expect(flavourList(["net.connect=sys_exit/raw_tp"]).get("net.connect")).toBe("sys_exit/raw_tp");
  expect(codeOf(() => flavourList(["net.connect=raw_tp"]))).toBe(exitCode.usage);
  expect(codeOf(() => flavourList(["net.nothing=raw_tp"]))).toBe(exitCode.usage);
  expect(codeOf(() => flavourList(["net.connect"]))).toBe(exitCode.usage);
});

test.each([
  ["64K", 65_536],
  ["100M", 104_857_600],
  ["2GiB", 2_147_483_648],
  ["512", 512],
])("size %s is %d bytes", (text, size) => {
  expect(bytes(text)).toBe(size);
});

test.each(["", "M", "0", "-1K", "1.5M", "1T"])("%p is no size", (text) => {
  expect(codeOf(() => bytes(text))).toBe(exitCode.usage);
});

test("-o - is one word, before the command only", () => {
  expect(joinDash(["record", "-o", "-", "--", "tar", "-o", "-"])).toEqual([
    ...["record", "--output=-", "--", "tar", "-o", "-"],
  ]);
  expect(joinDash(["summary", "-"])).toEqual(["summary", "/dev/stdin"]);
});

test("filters: as they were written, up to the command", () => {
  const words = ["record", "--comm", "007", "--not-uid=1,2", "--", "x", "--uid", "3"];
  expect(filterRules(words)).toEqual([
    { field: "comm", value: "007", exclude: false },
    { field: "uid", value: "1", exclude: true },
    { field: "uid", value: "2", exclude: true },
  ]);
});

test.each([
  [["probe", "--require", ""]],
  [["probe", "--require="]],
  [["probe", "--json", "--require=", "--quick"]],
  [["record", "--comm", "", "-o", "", "--", "true"]],
])("%p: an empty value is refused", (words) => {
  expect(codeOf(() => refuseEmpty(words))).toBe(exitCode.usage);
});

test.each([
  [["record", "--comm", "", "--not-path="]],
  [["record", "-o", "x", "--", "env", "--unset="]],
  [["probe", "--require", "btf"]],
])("%p: may be", (words) => {
  expect(codeOf(() => refuseEmpty(words))).toBeUndefined();
});
