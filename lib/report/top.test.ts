import { expect, test } from "bun:test";
import { Top } from "./top.ts";

function counted(keys: Iterable<string>, capacity: number): Top<string> {
  const top = new Top<string>(capacity);
  for (const key of keys) top.add([key], 1, () => key);
  return top;
}

test("the largest first, the others in one sum", () => {
  const { rows, others } = counted("abracadabra", 100).top(2);
  expect(rows).toEqual([
    { value: "a", count: 5, atLeast: false },
    { value: "b", count: 2, atLeast: false },
  ]);
  expect(others).toEqual({ count: 4, keys: 3 });
});

test("a single other one is shown instead", () => {
  const { rows, others } = counted("aab", 100).top(1);
  expect(rows.map(({ value }) => value)).toEqual(["a", "b"]);
  expect(others).toBeNull();
});

test("the value is made once", () => {
  const top = new Top<{ n: number }>(10);
  const first = top.add(["a"], 1, () => ({ n: 1 }));
  expect(top.add(["a"], 1, () => ({ n: 2 }))).toBe(first);
});

test("a flood of keys: nothing is forgotten, the large ones stay, late ones are marked", () => {
  const keys: string[] = [];
  for (let i = 0; i < 10_000; i++) keys.push(`rare${i}`, "early", ...(i < 5000 ? [] : ["late"]));
  const { rows, others } = counted(keys, 64).top(2);
  expect(rows[0]).toEqual({ value: "early", count: 10_000, atLeast: false });
  expect(rows[1]).toEqual({ value: "late", count: 5000, atLeast: true });
  expect(others).toEqual({ count: 10_000, keys: null });
});

test("keys of several parts; text, bytes, numbers and nothing are different", () => {
  const top = new Top<number>(100);
  const parts = ["x", Buffer.from("x"), 1, "1", null, "", "null"];
  const keys = parts.flatMap((a) => parts.map((b) => [a, b]));
  for (const round of [1, 2]) {
    for (const [i, key] of keys.entries()) expect(top.add(key, round, () => i)).toBe(i);
  }
  const { rows } = top.top(100);
  expect(rows.map(({ value, count }) => [value, count])).toEqual(keys.map((_, i) => [i, 3]));
});

test("what stays after many had to go is still found", () => {
  const top = new Top<string>(8);
  for (let i = 0; i < 100; i++) {
    for (const key of [
      ["a", "x"],
      ["b", "x"],
      [`${i}`, `${i}`],
    ])
      top.add(key, 1, () => `${key}`);
  }
  const { rows, others } = top.top(2);
  expect(rows.map(({ value, count }) => [value, count])).toEqual([
    ["a,x", 100],
    ["b,x", 100],
  ]);
  expect(others?.count).toBe(100);
});
