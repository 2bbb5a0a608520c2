/** One recorder, one flood, once. */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../build/run.ts";
import type { Flood } from "./floods.ts";
import type { Tick } from "./peer-output.ts";
import { cpuTime, memoryOf } from "./process.ts";
import type { ProgramName } from "./programs.ts";
import type { Recorder } from "./recorders.ts";

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

export class TrialError extends Error {
  override readonly name = "TrialError";
}

type Programs = Readonly<Record<ProgramName, string>>;

const floodCpu = availableParallelism() - 1;
const recorderCpu = 0;

/** A recorder must have something of the ticks after this long, and must end within it. */
const patienceMs = 20_000;
/** It is left alone before and after the flood, for its CPU time to come to rest. */
const restMs = 500;

const mountTracefs = `
  for it in tracing:tracefs debug:debugfs; do
    dir=/sys/kernel/\${it%:*}
    mountpoint -q $dir || mount -t \${it#*:} nodev $dir || exit 1
  done
  exec "$@"`;

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

interface Running {
  readonly pid: number;
  /** @throws TrialError when it has ended, with what it said */
  mustRun(): void;
  stop(): Promise<void>;
  kill(): void;
}

function start(programs: Programs, recorder: Recorder, dir: string): Running {
  const pinned = [programs.pinned, `${recorderCpu}`, "started", ...recorder.command];
  const own = ["unshare", "--mount", "sh", "-c", mountTracefs, "sh", ...pinned];
  const [command = "", ...args] = recorder.tracefs ? own : pinned;
  const [stdout, stderr] = [openSync(join(dir, "stdout"), "w"), openSync(join(dir, "stderr"), "w")];
  const child = spawn(command, args, { cwd: dir, stdio: ["ignore", stdout, stderr] });
  closeSync(stdout);
  closeSync(stderr);
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    mustRun() {
      if (!hasEnded()) return;
      const said = readFileSync(join(dir, "stderr"), "utf8").trim().split("\n").at(-1);
      throw new TrialError(said || `ended at once with ${child.exitCode ?? child.signalCode}`);
    },
    async stop() {
      child.kill("SIGINT");
      await Promise.race([exit, Bun.sleep(patienceMs)]);
      if (!hasEnded()) throw new TrialError(`did not end within ${patienceMs / 1000} s`);
    },
    kill() {
      if (!hasEnded()) child.kill("SIGKILL");
    },
  };
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

/** Ticks until the recorder has written something. */
async function begin(programs: Programs, running: Running, file: string): Promise<void> {
  const ticker = spawn(programs.tick, [`${floodCpu}`]);
  try {
    for (const start = performance.now(); !isFilled(file); await Bun.sleep(50)) {
      running.mustRun();
      if (performance.now() - start > patienceMs)
        throw new TrialError(`recorded nothing within ${patienceMs / 1000} s`);
    }
    await Bun.sleep(restMs);
  } finally {
    ticker.kill();
  }
  await Bun.sleep(restMs);
  running.mustRun();
}

function isFilled(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
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
