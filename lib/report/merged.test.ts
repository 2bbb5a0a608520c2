import { describe, expect, test } from "bun:test";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { type Choice, everything, inFull } from "./choice.ts";
import { mergedPoints, mergedRows, mergedSections, withHosts } from "./merged.ts";
import { mergedObject } from "./merged-json.ts";
import { mergedText } from "./merged-text.ts";
import { summarize } from "./summary.ts";
import type { Summary } from "./summary-data.ts";
import { sectionsObject } from "./summary-json.ts";

const layout = { columns: 80, colour: false, treeRows: 40 };

/** A recording of a host that removes files, often or not. */
function removing(hostname: string, times: number, choice: Choice = inFull): Summary {
  const builder = new Builder();
  const { host } = summarize(temporary(small().bytes));
  builder.header({ host: { ...host, hostname } });
  for (let i = 0; i < times; i++) {
    const ts = startClock + BigInt(i) * 1_000_000n;
    builder.record("file.unlink", { ts, pid: 9, start: 1, comm: "rm", path: "/t/x", ret: 0 });
  }
  return summarize(temporary(builder.trailer().bytes), choice);
}

test("rows of all, the largest first, each with its host", () => {
  const hosts = withHosts([removing("a", 2), removing("b", 5)]);
  const { deleted } = sectionsObject(mergedSections(hosts, 10));
  expect(deleted).toMatchObject({
    rows: [
      { host: "b", path: "/t/x", program: "rm", count: 5 },
      { host: "a", path: "/t/x", program: "rm", count: 2 },
    ],
    others: null,
  });
});

test("recordings of one host have numbers", () => {
  const hosts = withHosts([removing("a", 1), removing("b", 1), removing("a", 1)]);
  expect(hosts.map(({ host }) => host)).toEqual(["a (1)", "b", "a (2)"]);
});

describe("what is left out", () => {
  const row = (value: string, count: number) => ({ value, count, atLeast: false });

  test("is summed", () => {
    const parts = [
      { rows: [row("a", 5), row("b", 1)], others: { count: 3, keys: 2 } },
      { rows: [row("c", 4)], others: null },
    ];
    expect(mergedRows(parts, 2)).toEqual({
      rows: [row("a", 5), row("c", 4)],
      others: { count: 4, keys: 3 },
    });
    expect(mergedRows(parts.slice(1), 2).others).toBeNull();
  });

  test("unknown how much it is, when it is so for one", () => {
    const parts = [
      { rows: [row("a", 5)], others: { count: 3, keys: null } },
      { rows: [row("b", 1)], others: { count: 1, keys: 1 } },
    ];
    expect(mergedRows(parts, 1).others).toEqual({ count: 5, keys: null });
  });
});

test("a point that is watched on some hosts only", () => {
  const { bytes } = new Builder().header({ plan: [] }).trailer();
  const hosts = withHosts([removing("a", 2), summarize(temporary(bytes))]);
  const unlink = mergedPoints(hosts).find(({ point }) => point === "file.unlink");
  expect(unlink).toEqual({
    point: "file.unlink",
    watched: 1,
    seen: 2,
    recorded: 2,
    lost: 0,
    missed: null,
  });
});

test("as text: hosts first, sentences that are true of all once", () => {
  const summaries = ["web-1", "web-\x1b[31m2"].map((name, i) => removing(name, i + 1, everything));
  const text = mergedText(withHosts(summaries), layout, everything);
  expect(text).toStartWith("Recordings\nhost ");
  expect(text).toContain("web-\\x1b[31m2");
  expect(text).not.toContain("\x1b");
  expect(text.match(/Whether the kernel ever skipped/g)).toHaveLength(1);
  const lines = text.split("\n");
  expect(lines.filter((line) => Bun.stringWidth(line) > 80)).toEqual([]);
  const names = { ...everything, sections: new Set(["names"]) };
  const nothing = mergedText(withHosts([removing("a", 1, names)]), layout, names);
  expect(nothing).toEndWith("\n\nNothing of what was asked for.\n");
});

test("as JSON: what a single one has, with the host", () => {
  const told = mergedObject(withHosts([removing("a", 1), removing("b", 1)]), 10);
  expect(told).toMatchObject({
    recordings: [
      { label: "a", events: 1 },
      { label: "b", events: 1 },
    ],
    programs: {
      rows: [
        { host: "a", program: "rm" },
        { host: "b", program: "rm" },
      ],
    },
    trees: [{ host: "a" }, { host: "b" }],
    files: {
      rows: [
        { host: "a", deleted: 1 },
        { host: "b", deleted: 1 },
      ],
    },
  });
});
