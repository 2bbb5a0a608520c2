import { expect, test } from "bun:test";
import { ClockWatch } from "./clocks.ts";

const second = 1_000_000_000n;
const start = { wall: 1_800_000_000n * second, clock: 500n * second, awake: 400n * second };

/** A second later, with so much between. */
function later({ slept = 0n, set = 0n, slewed = 0n }) {
  const watch = new ClockWatch(start);
  return watch.look({
    wall: start.wall + second + slept + set + slewed,
    clock: start.clock + second + slept + 300n,
    awake: start.awake + second + 700n,
  });
}

test("nothing happened", () => {
  expect(later({})).toEqual([]);
  expect(later({ slewed: 500_000n })).toEqual([]);
});

test("the machine slept: both clocks went on", () => {
  expect(later({ slept: 3600n * second })).toEqual([
    { what: "suspended", text: "the machine slept for 3600.0 s", points: [] },
  ]);
});

test.each([
  [5n * second, "forward by 5.0 s"],
  [-86_400n * second, "back by 86400.0 s"],
])("the clock was set: %d ns", (set, words) => {
  const found = later({ set });
  expect(found.map(({ what }) => what)).toEqual(["clock set"]);
  expect(found[0]?.text).toContain(words);
});

test("each is told once", () => {
  const watch = new ClockWatch(start);
  const set = { ...start, wall: start.wall + 10n * second };
  expect(watch.look(set)).toHaveLength(1);
  expect(watch.look(set)).toEqual([]);
});
