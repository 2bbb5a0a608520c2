import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { csvColumns } from "./csv.ts";
import { csvRows, exported, parseCsv } from "./testdata/exported.ts";

const who = { pid: 100, start: startClock, ppid: 1, comm: "sh" };

function paths(...names: (string | Uint8Array)[]): Builder {
  const builder = new Builder().header();
  for (const path of names) builder.record("file.unlink", { ...who, path, ret: -13 });
  return builder.trailer();
}

test("the same columns for every event", () => {
  const [head, ...records] = parseCsv(exported(small(), "csv"));
  expect(head).toEqual(csvColumns.map(({ name }) => name));
  expect(new Set(records.map((record) => record.length))).toEqual(new Set([csvColumns.length]));
  expect(csvRows(exported(small(), "csv"))[4]).toMatchObject({
    time: "2027-01-15T08:00:00.014000000Z",
    point: "net.connect",
    pid: "100",
    program: "/bin/dash",
    command: "sh -c 'rm /t/é'",
    parent_program: "/sbin/init",
    remote_ip: "127.0.0.1",
    remote_port: "9",
    result: "ECONNREFUSED",
    ret: "-111",
    path: "",
  });
});

test("the README names them", () => {
  const readme = readFileSync(join(import.meta.dir, "../../README.md"), "utf8");
  const named = /Its columns: ([\w,\s]+)\./.exec(readme)?.[1]?.split(/,\s+/);
  expect(named).toEqual(csvColumns.map(({ name }) => name));
});

test("quotes, commas and line breaks stay in their cell", () => {
  const hostile = ['a,b"c"', "two\r\nlines", "tab\there", "x;=1+1", Uint8Array.of(0x2f, 0xff), " "];
  const told = csvRows(exported(paths(...hostile), "csv"));
  expect(told.map(({ path }) => path)).toEqual([
    'a,b"c"',
    "two\\r\\nlines",
    "tab\\there",
    "x;=1+1",
    "/\\xff",
    " ",
  ]);
});

test("no cell is a formula", () => {
  const formulas = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    '=cmd|"/C calc"!A0',
  ];
  const text = exported(paths(...formulas, "plain", "a=b"), "csv");
  const told = csvRows(text).map(({ path }) => path ?? "");
  for (const path of told.slice(0, -2)) expect(path).toMatch(/^['\\]/);
  expect(told.slice(-2)).toEqual(["plain", "a=b"]);
  for (const record of parseCsv(text)) {
    // Numbers are our own: a negative one is no formula.
    for (const cell of record) expect(/^-\d+$/.test(cell) ? "" : cell).not.toMatch(/^\s*[=+\-@]/);
  }
});
