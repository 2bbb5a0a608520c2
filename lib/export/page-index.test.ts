import { expect, test } from "bun:test";
import { small } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { inFull } from "../report/choice.ts";
import { EventIndex } from "./page/event-index.ts";
import { wordsOf } from "./page/query.ts";
import { pageOf } from "./page-data.ts";

const { events } = pageOf([temporary(small().bytes)], inFull, 100).data;
const index = new EventIndex(events, ["web-1"]);

function points(found: Int32Array): (string | undefined)[] {
  return [...found].map((i) => events.points[events.point[i] ?? 0]);
}

test("words of a query", () => {
  expect(wordsOf('Ssh -lib pid:7 "two words" user:"a b" http://x pid:', ["pid", "user"])).toEqual([
    { key: null, text: "ssh", not: false },
    { key: null, text: "lib", not: true },
    { key: "pid", text: "7", not: false },
    { key: null, text: "two words", not: false },
    { key: "user", text: "a b", not: false },
    { key: null, text: "http://x", not: false },
    { key: null, text: "pid:", not: false },
  ]);
});

test.each([
  ["", 6],
  ["UNLINK", 2],
  ["point:unlink enoent", 1],
  ["result:ok", 1],
  ["pid:100", 5],
  ["pid:10", 0],
  ["user:1000 -point:exec -point:exit", 3],
  ["dash", 5],
  ["program:dash", 5],
  ["host:web-1 unlink", 2],
  ["host:web-2", 0],
  ["no such thing", 0],
])("%j finds %d", (query, count) => {
  expect(index.find(query, null)).toHaveLength(count);
});

test("a range of time, its end not included", () => {
  const [, exec = 0, unlink = 0] = events.at;
  expect(points(index.find("", [exec, unlink]))).toEqual(["process.exec"]);
});

test("sorted by text, rising and falling, equal ones by time", () => {
  const found = index.find("", null);
  index.sort(found, "point", false);
  const rising = points(found);
  expect(rising).toEqual(rising.toSorted());
  const unlinks = [...found].filter((i) => points(Int32Array.of(i))[0] === "file.unlink");
  expect(unlinks).toEqual(unlinks.toSorted((a, b) => a - b));
  index.sort(found, "point", true);
  expect(points(found)).toEqual(rising.toReversed());
  index.sort(found, "pid", false);
  expect(points(found)[0]).toBe("process.fork");
});
