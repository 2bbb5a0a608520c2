/** Programs run, processes started and ended: strace's own account, and whether the same was recorded. */
import { constants } from "node:os";
import { type Entry, num } from "../../lib/recording/values.ts";
import { difference } from "../compare.ts";
import type { Trace } from "./trace.ts";

export const processCalls = ["execve", "execveat", "clone", "clone3", "fork", "vfork"] as const;

export const processPoints = ["process.exec", "process.fork", "process.exit"] as const;

/** A line for each that misses or is too much. The end of a thread that is no process is no event. */
export function processDifferences(traces: readonly Trace[], events: readonly Entry[]): string[] {
  const threads = new Set(
    traces.flatMap(({ lines }) => lines.flatMap((line) => started(line, true))),
  );
  const traced = traces
    .filter(({ tid }) => !threads.has(tid))
    .flatMap(({ tid, lines }) => lines.flatMap((line) => told(tid, line)));
  const recorded = events.filter(({ schema }) =>
    processPoints.some((name) => name === schema.name),
  );
  return difference(traced.sort(), recorded.map(lineOf).sort());
}

function lineOf(event: Entry): string {
  const pid = num(event, "pid");
  if (event.schema.name === "process.exec") return `${pid} exec`;
  if (event.schema.name === "process.fork") return `${pid} fork ${num(event, "child")}`;
  return `${pid} exit ${num(event, "code")} ${num(event, "signal")}`;
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
