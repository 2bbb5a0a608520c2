import { expect, test } from "bun:test";
import { Ledger } from "./ledger.ts";

const reading = (seen: number, buffer: number, missed: number | null = 0) =>
  new Map([["p", { seen, lost: { buffer, scratch: 0 }, missed }]]);

test("of one file: as the programs count", () => {
  const counts = new Ledger().counts(reading(10, 2), () => 7); // one is in the ring
  expect(counts).toEqual({
    p: { seen: 10, recorded: 7, lost: { buffer: 2, scratch: 0 }, missed: 0 },
  });
});

test("files in a row: each adds up, and together they are everything", () => {
  const ledger = new Ledger();
  const first = ledger.close(reading(10, 2, 1), () => 7).p;
  expect(first).toEqual({ seen: 9, recorded: 7, lost: { buffer: 2, scratch: 0 }, missed: 1 });
  const second = ledger.close(reading(25, 5, 1), () => 12).p;
  expect(second).toEqual({ seen: 15, recorded: 12, lost: { buffer: 3, scratch: 0 }, missed: 0 });
  const last = ledger.counts(reading(30, 6, 4), () => 5).p;
  expect(last).toEqual({ seen: 6, recorded: 5, lost: { buffer: 1, scratch: 0 }, missed: 3 });
  expect([first, second, last].reduce((n, c) => n + (c?.seen ?? 0), 0)).toBe(30);
});

test("unknown stays unknown", () => {
  const ledger = new Ledger();
  ledger.close(reading(1, 0, null), () => 1);
  expect(ledger.counts(reading(2, 0, null), () => 1).p?.missed).toBeNull();
});
