/** Real jobs beside strace: the same programs run, processes started and ended, no more and no less. */
import { beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { ensureTools } from "../build/tools.ts";
import { type Entry, num } from "../lib/recording/values.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { besideStrace, jobs } from "./strace-jobs.ts";

beforeAll(async () => {
  ensureTools(["strace", "gcc"]);
  await ensureBuilt();
}, buildPatience);

const options = ["--events", "process.exec,process.fork,process.exit"];

for (const [name, script] of Object.entries(jobs)) {
  test(
    name,
    () =>
      besideStrace(script, underStrace, options, (traces, events) => {
        const traced = readTraces(traces);
        const pids = new Set(traced.map((line) => Number(line.split(" ")[0])));
        const recorded = events.filter((event) => pids.has(num(event, "pid") ?? 0));
        expect(traced.length).toBeGreaterThan(20);
        expect(recorded.map(lineOf).sort()).toEqual(traced);
      }),
    120_000,
  );
}

function underStrace(traces: string, command: readonly string[]): string[] {
  const calls = "trace=execve,execveat,clone,clone3,fork,vfork";
  return ["strace", "-ff", "-q", "-e", calls, "-o", join(traces, "trace"), ...command];
}

function lineOf(event: Entry): string {
  const pid = num(event, "pid");
  if (event.schema.name === "process.exec") return `${pid} exec`;
  if (event.schema.name === "process.fork") return `${pid} fork ${num(event, "child")}`;
  return `${pid} exit ${num(event, "code")} ${num(event, "signal")}`;
}

/** The same of all that strace wrote, a file a thread; sorted. The end of a thread that is no process is no event. */
function readTraces(folder: string): string[] {
  const files = readdirSync(folder).map((file) => {
    const pid = Number(file.split(".").at(-1));
    return { pid, lines: readFileSync(join(folder, file), "latin1").split("\n") };
  });
  const threads = new Set(
    files.flatMap(({ lines }) => lines.flatMap((line) => started(line, true))),
  );
  return files
    .filter(({ pid }) => !threads.has(pid))
    .flatMap(({ pid, lines }) => lines.flatMap((line) => told(pid, line)))
    .sort();
}

function told(pid: number, line: string): string[] {
  if (/^execve(at)?\(.*\) += 0$/.test(line)) return [`${pid} exec`];
  const code = /^\+\+\+ exited with (\d+)/.exec(line)?.[1];
  if (code !== undefined) return [`${pid} exit ${code} 0`];
  const signal = /^\+\+\+ killed by (\w+)/.exec(line)?.[1];
  if (signal !== undefined)
    return [`${pid} exit 0 ${new Map(Object.entries(constants.signals)).get(signal)}`];
  return started(line, false).map((child) => `${pid} fork ${child}`);
}

/** The new task of a line, when it is a thread or when it is a process. */
function started(line: string, thread: boolean): number[] {
  const id = /^(?:clone3?|v?fork)\(.* = (\d+)$/.exec(line)?.[1];
  return id !== undefined && line.includes("CLONE_THREAD") === thread ? [Number(id)] : [];
}
