/** What perf, bpftrace and opensnoop have recorded of a flood. */
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** What a recorder has of a flood. */
export interface Recorded {
  /** Events of the flood. */
  readonly own: number;
  /** All events, of the whole host. */
  readonly total: number;
  /** Events of anyone that it says it lost. */
  readonly lost: number;
  /** When the first one happened that tick.c caused; null: none recorded. */
  readonly firstTick: Tick | null;
}

/** An instant, in microseconds of CLOCK_BOOTTIME modulo `of`. */
export interface Tick {
  readonly us: number;
  readonly of: number;
}

/** What Bun's child opens before it becomes the flood: /dev/null, as perf sees it with mode 0664. */
const standardInput = /\/dev\/null$|mode: 0x000001b4$/;

/** The time in a name that tick.c opens. */
export function tickOf(path: string): Tick | null {
  const [, us] = /\/sonde-bench\/(\d+)/.exec(path) ?? [];
  return us === undefined ? null : { us: Number(us), of: Number.MAX_SAFE_INTEGER };
}

/** Lines that begin with a pid and end with a path. */
export async function readText(dir: string, pid: number): Promise<Recorded> {
  const lost = /lost (\d+) events/i;
  const recorded = await count(createReadStream(join(dir, "stdout")), pid, lost, tickOf);
  const said = await count(createReadStream(join(dir, "stderr")), pid, lost, tickOf);
  return { ...recorded, lost: recorded.lost + said.lost };
}

/** perf cannot read the name: the time is in the mode, a perf argument of 32 bits. */
export async function readPerf(dir: string, pid: number): Promise<Recorded> {
  const args = ["script", "-i", "perf.data", "-F", "pid,trace", "--show-lost-events"];
  const script = spawn("perf", args, { cwd: dir, stdio: ["ignore", "pipe", "ignore"] });
  const lost = /PERF_RECORD_LOST\D+(\d+)/;
  return await count(script.stdout, pid, lost, (line) => {
    const [, mode] = /mode: 0x([0-9a-f]{8})$/.exec(line) ?? [];
    const us = Number.parseInt(mode ?? "0", 16);
    return us > 0o7777 ? { us, of: 2 ** 32 } : null; // more than permission bits
  });
}

async function count(
  input: Readable,
  pid: number,
  lostIn: RegExp,
  tickIn: (line: string) => Tick | null,
): Promise<Recorded> {
  let [own, total, lost] = [0, 0, 0];
  let firstTick: Tick | null = null;
  for await (const line of createInterface({ input })) {
    const from = Number.parseInt(line, 10);
    if (from === pid && !standardInput.test(line)) own++;
    if (from > 0) total++;
    if (from !== pid) {
      firstTick ??= tickIn(line);
      lost += Number(lostIn.exec(line)?.[1] ?? 0);
    }
  }
  return { own, total, lost, firstTick };
}
