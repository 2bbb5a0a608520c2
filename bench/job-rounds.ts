/** The job with nothing that records, with sonde, and with bpftrace doing the same, in turns. */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { BuildError } from "../build/run.ts";
import { ensureTools } from "../build/tools.ts";
import { readItems } from "../lib/recording/reader.ts";
import { type Job, type JobTime, makeJob } from "./job.ts";
import { cpuTime } from "./process.ts";
import type { Recorder } from "./recorders.ts";
import { begin, type Programs, restMs, start, TrialError } from "./running.ts";

type JobRecorder = Pick<Recorder, "name" | "desc" | "tool" | "tracefs" | "command" | "file"> & {
  /** Events of the whole host, and those that it says it lost. */
  count(dir: string): Promise<{ total: number; lost: number }>;
};

export interface JobFigures extends JobTime {
  /** Its CPU time, seconds, and events while the job ran. */
  readonly recorder: { readonly cpu: number; readonly total: number; readonly lost: number } | null;
}

export interface JobRow {
  readonly name: string;
  readonly desc: string;
  readonly rounds: JobFigures[];
  /** Why there are none. */
  reason: string | null;
}

export interface JobResult {
  readonly desc: string;
  readonly rows: readonly JobRow[];
}

/** What the peer does: as much of what sonde records as its tracepoints tell. */
export const bpftraceScript = `
tracepoint:syscalls:sys_enter_openat { printf("%d open %s\\n", pid, str(args->filename)); }
tracepoint:syscalls:sys_enter_unlink, tracepoint:syscalls:sys_enter_unlinkat
  { printf("%d unlink %s\\n", pid, str(args->pathname)); }
tracepoint:syscalls:sys_enter_rename, tracepoint:syscalls:sys_enter_renameat,
tracepoint:syscalls:sys_enter_renameat2
  { printf("%d rename %s %s\\n", pid, str(args->oldname), str(args->newname)); }
tracepoint:sched:sched_process_exec { printf("%d exec %s\\n", pid, str(args->filename)); }`;

const bpftrace: JobRecorder = {
  name: "bpftrace",
  desc: "opens, unlinks, renames and execs by tracepoints, printf to a file, fully buffered",
  tool: "bpftrace",
  tracefs: true,
  command: ["bpftrace", "-B", "full", "-e", bpftraceScript],
  file: "stdout",
  async count(dir) {
    return countLines(createInterface({ input: createReadStream(join(dir, "stdout")) }));
  },
};

/** Of what bpftrace printed. */
export async function countLines(
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<{ total: number; lost: number }> {
  let [total, lost] = [0, 0];
  for await (const line of lines) {
    if (/^\d+ /.test(line)) total++;
    lost += Number(/lost (\d+) events/i.exec(line)?.[1] ?? 0);
  }
  return { total, lost };
}

function sonde(path: string): JobRecorder {
  return {
    name: /^sonde-linux-/.test(basename(path)) ? "sonde" : basename(path),
    desc: "record: the default points, of the whole host",
    tool: null,
    tracefs: false,
    command: [path, "record", "-o", "sonde.cbor"],
    file: "sonde.cbor",
    count: async (dir) => countRecording(join(dir, "sonde.cbor")),
  };
}

/** Of what sonde wrote. */
export function countRecording(path: string): { total: number; lost: number } {
  let [total, lost] = [0, 0];
  for (const item of readItems(path)) {
    if (item.type === "record" && item.record.schema.name !== "process") total++;
    if (item.type !== "trailer") continue;
    const points = Object.values(item.trailer.points);
    lost = points.flatMap((point) => Object.values(point.lost)).reduce((a, b) => a + b, 0);
  }
  return { total, lost };
}

/** @throws BuildError */
export async function measureJob(
  programs: Programs,
  sondes: readonly string[],
  { rounds, share }: { readonly rounds: number; readonly share: number },
): Promise<JobResult> {
  const recorders = [null, ...sondes.map((path) => sonde(resolve(path))), bpftrace];
  const rows = recorders.map((recorder) => ({ recorder, row: prepared(recorder) }));
  const job = makeJob(share);
  try {
    await job.run(programs); // so that all is in memory
    for (let round = 1; round <= rounds; round++) {
      for (const { recorder, row } of rows) {
        console.error(`round ${round} of ${rounds}: ${job.desc}, ${row.name}`);
        await once(programs, job, recorder, row);
      }
    }
  } finally {
    job.remove();
  }
  return { desc: job.desc, rows: rows.map(({ row }) => row) };
}

function prepared(recorder: JobRecorder | null): JobRow {
  const row: JobRow = {
    name: recorder?.name ?? "nothing",
    desc: recorder?.desc ?? "",
    rounds: [],
    reason: null,
  };
  try {
    if (recorder?.tool) ensureTools([recorder.tool]);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    row.reason = error.message.split("\n")[0] ?? "not installed";
  }
  return row;
}

/** A recorder that failed once is not tried again. */
async function once(
  programs: Programs,
  job: Job,
  recorder: JobRecorder | null,
  row: JobRow,
): Promise<void> {
  if (row.reason !== null) return;
  try {
    row.rounds.push(
      recorder
        ? await recorded(programs, job, recorder)
        : { ...(await job.run(programs)), recorder: null },
    );
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    row.reason = error.message;
  }
}

async function recorded(programs: Programs, job: Job, recorder: JobRecorder): Promise<JobFigures> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-"));
  const running = start(programs, recorder, dir);
  try {
    await begin(programs, running, join(dir, recorder.file));
    const before = cpuTime(running.pid);
    const time = await job.run(programs);
    await Bun.sleep(restMs);
    running.mustRun();
    const cpu = (cpuTime(running.pid) - before) / 1e9;
    await running.stop();
    return { ...time, recorder: { cpu, ...(await recorder.count(dir)) } };
  } finally {
    running.kill();
    rmSync(dir, { recursive: true });
  }
}
