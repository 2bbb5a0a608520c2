/** A recorder while it runs: begun when it has recorded something, ended by SIGINT. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ProgramName } from "./programs.ts";
import type { Recorder } from "./recorders.ts";

export class TrialError extends Error {
  override readonly name = "TrialError";
}

export type Programs = Readonly<Record<ProgramName, string>>;

/** What is recorded runs on one, who records on the other. */
export const floodCpu = availableParallelism() - 1;
const recorderCpu = 0;

/** A recorder must have something of the ticks after this long, and must end within it. */
const patienceMs = 20_000;
/** It is left alone before and after the flood, for its CPU time to come to rest. */
export const restMs = 500;

const mountTracefs = `
  for it in tracing:tracefs debug:debugfs; do
    dir=/sys/kernel/\${it%:*}
    mountpoint -q $dir || mount -t \${it#*:} nodev $dir || exit 1
  done
  exec "$@"`;

export interface Running {
  readonly pid: number;
  /** @throws TrialError when it has ended, with what it said */
  mustRun(): void;
  stop(): Promise<void>;
  kill(): void;
}

/** Run in an empty folder. */
export function start(
  programs: Programs,
  recorder: Pick<Recorder, "command" | "tracefs">,
  dir: string,
): Running {
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

/** Ticks until the recorder has written something. @throws TrialError */
export async function begin(programs: Programs, running: Running, file: string): Promise<void> {
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
