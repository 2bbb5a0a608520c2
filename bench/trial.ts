/** One recorder, one flood, once. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../build/run.ts";
import type { Flood } from "./floods.ts";
import type { Tick } from "./peer-output.ts";
import { cpuTime, memoryOf } from "./process.ts";
import type { Recorder } from "./recorders.ts";
import { begin, floodCpu, type Programs, type Running, restMs, start } from "./running.ts";

/** All times are of CPUs, in us, except where it says ms. */
export interface Figures {
  /** Of the flood, for one operation. */
  readonly traced: number;
  /** By the clock: more than `traced` when other processes were in the way. */
  readonly tracedWall: number;
  readonly recorder: RecorderFigures | null;
}

export interface RecorderFigures {
  /** Of the recorder, for one event that it has; for one operation when that is not audited. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  readonly memoryWithoutBuffers: number;
  readonly anonymous: number;
  readonly bytesPerEvent: number;
  /** Events of the flood that it should have; 0 when the flood is not audited. */
  readonly expected: number;
  readonly recorded: number;
  /** As it says itself. */
  readonly lost: number;
  /** From exec of the recorder to the first event that it has; null when not measured. */
  readonly startMs: number | null;
}

/** A flood that nothing records. @throws BuildError */
export function nativeTrial(programs: Programs, flood: Flood, count: number): Figures {
  const { traced, tracedWall } = runFlood(programs, flood, count);
  return { traced, tracedWall, recorder: null };
}

/** @throws TrialError saying why the recorder can't be measured here */
export async function trial(
  programs: Programs,
  recorder: Recorder,
  flood: Flood,
  count: number,
): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-"));
  const running = start(programs, recorder, dir);
  try {
    await begin(programs, running, join(dir, recorder.file));
    const measured = await duringRun(programs, running, flood, count);
    await running.stop();
    const recorded = await recorder.read(dir, flood, measured.flood.pid);
    const { traced, tracedWall } = measured.flood;
    const expected = count * expectedEvents(recorder, flood);
    return {
      traced,
      tracedWall,
      recorder: {
        ...measured.memory,
        cpu: measured.cpu / (expected > 0 ? Math.max(recorded.own, 1) : count),
        bytesPerEvent: statSync(join(dir, recorder.file)).size / recorded.total,
        expected,
        recorded: recorded.own,
        lost: recorded.lost,
        startMs: startMs(recorded, dir),
      },
    };
  } finally {
    running.kill();
    rmSync(dir, { recursive: true });
  }
}

async function duringRun(programs: Programs, running: Running, flood: Flood, count: number) {
  const before = cpuTime(running.pid);
  const done = runFlood(programs, flood, count);
  await Bun.sleep(restMs);
  running.mustRun();
  const cpu = (cpuTime(running.pid) - before) / 1000;
  const { total, buffers, anonymous } = memoryOf(running.pid);
  const memory = { memory: total, memoryWithoutBuffers: total - buffers, anonymous };
  return { flood: done, cpu, memory };
}

function runFlood(programs: Programs, flood: Flood, count: number) {
  const printed = run(programs[flood.name], [`${floodCpu}`, `${count}`]);
  const [pid = 0, done = 0, cpu = 0, wall = 0] = printed.split(" ").map(Number);
  return { pid, traced: cpu / 1000 / done, tracedWall: wall / 1000 / done };
}

/** The peers record opens and nothing else. */
function expectedEvents(recorder: Recorder, flood: Flood): number {
  const events = Object.keys(flood.events);
  return recorder.tool === null ? events.length : events.filter((e) => e === "file.open").length;
}

function startMs({ firstTick }: { firstTick: Tick | null }, dir: string): number | null {
  if (firstTick === null) return null;
  const started = Number(readFileSync(join(dir, "started"), "utf8")) / 1000;
  const { us, of } = firstTick;
  return ((((us - started) % of) + of) % of) / 1000;
}
