import { expect, test } from "bun:test";
import { pieces, sparkline, TimelineCounter } from "./timeline.ts";

const ms = 1_000_000;

function counted(times: readonly number[], end: number) {
  const counter = new TimelineCounter(1000);
  const row = counter.row("a");
  counter.row("silent");
  for (const ts of times) counter.add(row, 1000 + ts);
  return counter.timeline(1000 + end);
}

test("slices of a millisecond, up to the end; points without events are left out", () => {
  expect(counted([0, 1, 3 * ms], 5 * ms)).toEqual({
    seconds: 0.001,
    rows: [{ point: "a", counts: [2, 0, 0, 1, 0] }],
  });
});

test("slices grow as long as the recording does, and every event stays counted", () => {
  const times = Array.from({ length: 3600 }, (_, i) => i * 1000 * ms);
  const { seconds, rows } = counted(times, 3600_000 * ms);
  expect(seconds).toBe(16.384);
  const counts = rows[0]?.counts ?? [];
  expect(counts.length).toBe(220);
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(3600);
  expect(new Set(counts.slice(0, -1))).toEqual(new Set([16, 17]));
});

test("times that can't be, from a hostile file", () => {
  const { rows } = counted([-5, 2 ** 63, 2 ** 80], 0);
  expect(rows[0]?.counts.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
});

test("sparkline", () => {
  expect(sparkline([0, 1, 2, 4, 8], 5)).toBe(" ▁▂▄█");
  expect(sparkline([1, 1, 0, 0, 5, 3], 3)).toBe("▂ █");
  expect(sparkline([], 5)).toBe("");
  expect(sparkline([1e9, 1], 2)).toBe("█▁");
});

test("pieces hold every slice once", () => {
  const counts = Array.from({ length: 240 }, (_, i) => i);
  for (const columns of [1, 7, 38, 239, 240, 500]) {
    const all = pieces(counts, columns);
    expect([all.length, all.reduce((sum, each) => sum + each, 0)]).toEqual([
      Math.min(columns, 240),
      (240 * 239) / 2,
    ]);
  }
});
