import { expect, test } from "bun:test";
import { exactText, searchable } from "./utf8.ts";

test.each([
  "",
  "2f746d70",
  "2fff",
  "2fe6bca25c9b", // a character, a backslash, half of another
  "c0afe080afeda080f4908080edb280", // overlong, surrogates, beyond Unicode
  "f09f918dff",
])("bytes %s come back as they were", (hex) => {
  const bytes = Buffer.from(hex, "hex");
  const exact = exactText(searchable(bytes));
  expect(Buffer.from(exact)).toEqual(bytes);
});

test("text is itself, whatever is in it", () => {
  for (const text of ["/tmp/x", "水 👍🏽", "\u{1f480}\u{10ffff}"]) {
    expect(searchable(text)).toBe(text);
    expect(exactText(text)).toBe(text);
  }
});

test("what is text in it can be searched", () => {
  const path = searchable(Buffer.concat([Buffer.from("/tmp/水"), Buffer.of(0xff)]));
  expect(path).toStartWith("/tmp/水");
  expect(path).toHaveLength(7);
});
