/** The figures as tables. */
import type { Flood } from "./floods.ts";
import type { Machine } from "./machine.ts";
import type { Part } from "./micro.ts";
import type { Recorder } from "./recorders.ts";
import { show, spread } from "./spread.ts";
import type { StartPart } from "./start.ts";
import { table } from "./table.ts";
import type { Figures, RecorderFigures } from "./trial.ts";

/** Of one recorder and one flood. */
export interface Row {
  readonly flood: Flood;
  /** Null: nothing records. */
  readonly recorder: Recorder | null;
  /** One per round. */
  readonly rounds: readonly Figures[];
  /** Why there are none. */
  readonly reason: string | null;
}

const MB = 1e6;

/** The main flood: every recorder beside each other, and what sonde is meant to reach. */
export function openTable(rows: readonly Row[]): string {
  const native = tracedOf(rows.find(({ recorder }) => recorder === null));
  return table(
    [
      ...["", "traced, µs/op", "of native", "above, µs", "recorder, µs/event"],
      ...["RSS, MB", "no buffers", "B/event", "start, ms", "says lost", "missing"],
    ],
    [
      ...rows.map((row) => openRow(row, native)),
      ["to reach", "", "", "≤ 0.66", "≤ 0.12", "", "≤ 40", "≤ 100", "≤ 60", "0", "0"],
    ],
  );
}

function openRow({ recorder, rounds, reason }: Row, native: number | null): string[] {
  const name = recorder?.name ?? "nothing";
  if (reason !== null) return [name, reason];
  const traced = spread(rounds.map((r) => r.traced));
  const ratio = native === null ? "" : `${(traced.median / native).toFixed(2)}×`;
  const above = native === null ? "" : (traced.median - native).toFixed(2);
  return [name, show(traced, 2), ratio, above, ...recorderCells(rounds)];
}

function recorderCells(rounds: readonly Figures[]): string[] {
  const figures = recorderFigures(rounds);
  if (figures.length === 0) return [];
  const cell = (of: (figures: RecorderFigures) => number, digits: number) =>
    show(spread(figures.map(of)), digits);
  const starts = figures.flatMap(({ startMs }) => startMs ?? []);
  return [
    cell(({ cpu }) => cpu, 3),
    median(figures.map(({ memory }) => memory / MB)).toFixed(0),
    median(figures.map(({ memoryWithoutBuffers }) => memoryWithoutBuffers / MB)).toFixed(0),
    median(figures.map(({ bytesPerEvent }) => bytesPerEvent)).toFixed(0),
    starts.length > 0 ? show(spread(starts), 0) : "?",
    ...lossCells(figures),
  ];
}

/** The other floods: what each costs with and without a recorder. */
export function floodTable(rows: readonly Row[]): string {
  return table(
    ["", "", "traced, µs/op", "of native", "recorder, µs/event", "B/event", "says lost", "missing"],
    rows.map((row) => {
      const { flood, recorder, rounds, reason } = row;
      const first = recorder === null ? flood.desc : "";
      const name = recorder?.name ?? "nothing";
      if (reason !== null) return [first, name, reason];
      const traced = spread(rounds.map((r) => r.traced));
      const native = tracedOf(rows.find((r) => r.recorder === null && r.flood === flood));
      const ratio = native === null ? "" : `${(traced.median / native).toFixed(2)}×`;
      const figures = recorderFigures(rounds);
      if (figures.length === 0) return [first, name, show(traced, 3), ratio];
      const isRecorded = figures.some(({ expected }) => expected > 0);
      return [
        ...[first, name, show(traced, 3), ratio],
        show(spread(figures.map(({ cpu }) => cpu)), 3),
        isRecorded ? median(figures.map((f) => f.bytesPerEvent)).toFixed(0) : "",
        ...(isRecorded ? lossCells(figures) : []),
      ];
    }),
  );
}

export function partTable(parts: readonly Part[]): string {
  return table(
    ["", "ns/event", "events/s"],
    parts.map(({ name, nsPerEvent }) => [
      name,
      nsPerEvent.toFixed(0),
      Math.round(1e9 / nsPerEvent).toLocaleString("en"),
    ]),
  );
}

/** What is within another part is not added. */
export function startTable(parts: readonly StartPart[]): string {
  const total = parts.reduce((sum, { ms, within }) => sum + (within ? 0 : ms), 0);
  const rows = parts.map(({ desc, ms, within }) => [`${within ? "  " : ""}${desc}`, ms.toFixed(1)]);
  return table(["a start with all points", "ms"], [...rows, ["all of it", total.toFixed(0)]]);
}

export function machineLine({ cpu, cpus, kernel, date, load }: Machine): string {
  const busy =
    load > 0.5
      ? `\nThe machine was busy (load ${load.toFixed(1)}): look at the spread, and repeat when it is idle.`
      : "";
  return `${cpu}, ${cpus} CPUs, Linux ${kernel}, ${date.slice(0, 16).replace("T", " ")} UTC${busy}`;
}

/** Events, of all rounds together. */
function lossCells(figures: readonly RecorderFigures[]): string[] {
  const sum = (of: (f: RecorderFigures) => number) => figures.map(of).reduce((a, b) => a + b, 0);
  return [`${sum(({ lost }) => lost)}`, `${sum((f) => f.expected - f.recorded)}`];
}

function recorderFigures(rounds: readonly Figures[]): RecorderFigures[] {
  return rounds.flatMap(({ recorder }) => recorder ?? []);
}

function tracedOf(row: Row | undefined): number | null {
  return row ? median(row.rounds.map(({ traced }) => traced)) : null;
}

function median(values: readonly number[]): number {
  return spread(values).median;
}
