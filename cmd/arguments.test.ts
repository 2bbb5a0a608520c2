import { expect, test } from "bun:test";
import { exitCode, SondeError } from "../lib/error.ts";
import { pointNames } from "../lib/points.ts";
import { duration, flavourList, pointList } from "./arguments.ts";

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
