import { describe, expect, test } from "bun:test";
import { jsonParts, jsonText } from "./json.ts";
import { legible, visible } from "./visible.ts";

describe("visible", () => {
  test.each([
    ["", ""],
    ["plain text, 100 % [ok] ~!", "plain text, 100 % [ok] ~!"],
    ["Größe 水 𐅑 é", "Größe 水 𐅑 é"],
    ["a\nb\rc\td", "a\\nb\\rc\\td"],
    ["\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
    ["\0\x07\x7f", "\\x00\\x07\\x7f"],
    ["\\x1b", "\\\\x1b"],
    ["\u0085\u009b2J", "\\u0085\\u009b2J"],
    ["gpj.\u202egnp", "gpj.\\u202egnp"],
    ["a\u2066b\u200bc\ufeffd\u2028e\u00a0f", "a\\u2066b\\u200bc\\ufeffd\\u2028e\\u00a0f"],
    ["\u{e0041}\u{f0000}", "\\u{e0041}\\u{f0000}"],
    ["\ud800", "\\ud800"],
  ])("%j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test.each([
    ["", ""],
    ["2f746d70", "/tmp"],
    ["2fff", "/\\xff"],
    ["c3a9c3", "é\\xc3"],
    ["c0afe080afeda080f4908080", "\\xc0\\xaf\\xe0\\x80\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80"],
    ["e6b0b4f0908591", "水𐅑"],
    ["e6b0", "\\xe6\\xb0"],
    ["1b5bff5c", "\\x1b[\\xff\\\\"],
    ["e280ae80", "\\u202e\\x80"],
  ])("bytes %s", (hex, shown) => {
    expect(visible(Buffer.from(hex, "hex"))).toBe(shown);
  });

  test("bytes that are UTF-8 look like the text", () => {
    for (let code = 0; code < 0x3000; code++) {
      const text = String.fromCodePoint(code);
      expect(visible(Buffer.from(text))).toBe(visible(text));
    }
  });
});

test("a message keeps its lines and what is visible already", () => {
  expect(legible("a\\x1b\n  b\x1b[2J\u202e\u2028\t")).toBe("a\\x1b\n  b\\x1b[2J\\u202e\\u2028\\t");
});

describe("jsonText", () => {
  test("bytes, large integers, maps, what a terminal would obey", () => {
    const data = {
      bytes: Uint8Array.of(0x2f, 0xff),
      buffer: [Buffer.from("a")],
      large: 2n ** 63n,
      small: 5n,
      map: new Map([["k", Uint8Array.of(1)]]),
      text: "\x1b[m\u009b\u202e\u{e0041}\ufeff\u{f0000}",
    };
    const json = jsonText(data);
    expect(json).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(json)).toEqual({
      bytes: { bytes: "2fff", text: "/\\xff" },
      buffer: [{ bytes: "61", text: "a" }],
      large: "9223372036854775808",
      small: 5,
      map: { k: { bytes: "01", text: "\\x01" } },
      text: data.text,
    });
  });

  test("property by property it is the same text", () => {
    const objects = [
      {},
      { gone: undefined },
      { a: [1, { b: "\n\u009b" }], gone: undefined, c: {}, d: 5n },
    ];
    for (const object of objects) expect([...jsonParts(object)].join("")).toBe(jsonText(object));
  });
});
