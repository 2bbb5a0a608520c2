import { describe, expect, test } from "bun:test";
import { type Column, cut, table } from "./table.ts";

const columns: readonly Column[] = [
  { head: "path", cut: "middle" },
  { head: "by" },
  { head: "count", figures: true },
];

function widest(text: string): number {
  return Math.max(...text.split("\n").map((line) => Bun.stringWidth(line)));
}

test("as wide as its content", () => {
  expect(
    table(
      columns,
      [
        ["/a", "sh", "1"],
        ["/b/c", "cat", "12"],
      ],
      80,
    ),
  ).toBe(
    "path  by   count\n" + // the line is as wide as the table
      "────────────────\n" +
      "/a    sh       1\n" +
      "/b/c  cat     12\n",
  );
});

test("nothing without rows", () => {
  expect(table(columns, [], 80)).toBe("");
});

test.each([40, 60, 79, 80, 81, 120])("fits %i columns", (width) => {
  const rows = [
    ["/a/very/long/path/".repeat(10), "a program with many words ".repeat(5), "1,234,567"],
    ["漢字".repeat(60), "👩‍👩‍👧‍👦".repeat(30), "1"],
    ["e\u0301\u20dd".repeat(50), "हिन्दी".repeat(20), "2"],
    ["short", "", "3"],
  ];
  const drawn = table(columns, rows, width);
  expect(widest(drawn)).toBe(width);
  expect(drawn).toContain("1,234,567");
  expect(drawn.split("\n").length).toBe(rows.length + 3);
});

test("what the others leave out lies below all columns, however narrow they are", () => {
  const rest = ["… 1,068 others", "12,345"] as const;
  expect(table(columns, [["/a", "sh", "1"]], 80, rest)).toBe(
    "path        by   count\n──────────────────────\n/a          sh       1\n… 1,068 others  12,345\n",
  );
  const rows = [["漢字".repeat(60), "x".repeat(50), "1"]];
  const lines = table(columns, rows, 40, rest).trimEnd().split("\n");
  expect(lines.at(-1)).toMatch(/^… 1,068 others +12,345$/);
  expect(new Set(lines.map((line) => Bun.stringWidth(line)))).toEqual(new Set([40]));
});

test("what may go goes before a column is cut to less than its least", () => {
  const tree: readonly Column[] = [
    { head: "process", least: 24 },
    { head: "pid", figures: true },
    { head: "ended", figures: true, mayGo: true },
    { head: "after", figures: true, mayGo: true },
  ];
  const rows = [["/usr/bin/some program with arguments", "4194304", "exit 0", "≤ 295 µs"]];
  expect(table(tree, rows, 60)).toContain("295 µs");
  const narrow = table(tree, rows, 40);
  expect(narrow).toContain("/usr/bin/some program with arg…  4194304");
  expect(narrow).not.toContain("295 µs");
});

test("figures line up behind characters of any width", () => {
  const rows = ["plain", "漢字", "é", "e\u0301", "👍", "हिन्दी", "\u20dd", "🇨🇭", "ﷺ"].map((text) => [
    text,
    "x",
    "7",
  ]);
  const lines = table(columns, rows, 80).trimEnd().split("\n");
  expect(new Set(lines.map((line) => Bun.stringWidth(line))).size).toBe(1);
});

describe("cut", () => {
  test.each([
    ["abcdef", 6, "end", "abcdef"],
    ["abcdefg", 6, "end", "abcde…"],
    ["/usr/lib/very/long/name", 12, "middle", "/us…ong/name"],
    ["漢字漢字", 5, "end", "漢字…"],
    ["漢字漢字", 4, "end", "漢…"],
    ["ae\u0301b", 2, "end", "a…"],
    ["abc", 1, "middle", "…"],
  ] as const)("%s to %i, %s", (text, width, where, expected) => {
    expect(cut(text, width, where)).toBe(expected);
  });
});
