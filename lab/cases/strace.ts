/** Jobs of every day beside strace: the same programs, processes, files and sockets, no more and no less. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTools } from "../../build/tools.ts";
import { exitCode } from "../../lib/error.ts";
import { num } from "../../lib/recording/values.ts";
import { type Case, fail, type Outcome, pass } from "../case.ts";
import type { Machine } from "../machine.ts";
import { readWhole } from "../recorded.ts";
import { fileCalls, fileDifferences, filePoints } from "../strace/files.ts";
import { jobs, nativeJobs } from "../strace/jobs.ts";
import { processCalls, processDifferences, processPoints } from "../strace/processes.ts";
import { socketCalls, socketDifferences, socketPoints } from "../strace/sockets.ts";
import { bringTools, jobEnvironment } from "../strace/tools.ts";
import { readTraces, type Trace, underStrace } from "../strace/trace.ts";

const calls = [...fileCalls, ...processCalls, ...socketCalls];
const points = [...filePoints, ...processPoints, ...socketPoints];

/** Fewer lines of strace than any job has: it did not run. */
const fewest = 20;

const here = ["x86_64 native", "arm64 native"];

export const straceCases: readonly Case[] = [
  ...Object.entries(jobs).map((job) => caseOf(job, [...here, "x86_64 6.12"])),
  ...Object.entries(nativeJobs).map((job) => caseOf(job, here)),
];

function caseOf([name, script]: readonly [string, string], machines: readonly string[]): Case {
  return {
    name: `strace-${name}`,
    modes: ["default", "native"],
    machines,
    run: (machine) => besideStrace(machine, name, script),
  };
}

async function besideStrace(machine: Machine, name: string, script: string): Promise<Outcome> {
  ensureTools(["strace", "gcc", "git"]);
  if (machine.mode !== "native") await bringTools(machine, script);
  const folder = `${machine.scratch}/strace-${name}`;
  const [work, traces, file] = [`${folder}/work`, `${folder}/traces`, `${folder}/sonde.cbor`];
  for (const one of [work, traces]) await machine.makeFolder(one);
  const command = underStrace(traces, calls, ["bash", "-c", `cd ${work}; ${script}`]);
  const args = ["record", "-o", file, "--unix", "--events", points.join(","), "--", ...command];
  const { code, stderr } = await machine.sonde(args, { env: jobEnvironment });
  if (code !== exitCode.done || !stderr.includes(" 0 lost"))
    return fail(`exit code ${code}: ${stderr}`);
  const whole = await readWhole(await machine.readFile(file));
  if ("result" in whole) return whole;
  const traced = await tracesOf(machine, traces);
  const tids = new Set(traced.map(({ tid }) => tid));
  const events = whole.records.filter((event) => tids.has(num(event, "tid") ?? 0));
  const problems = [
    ...processDifferences(traced, events),
    ...fileDifferences(traced, events),
    ...socketDifferences(traced, events),
  ];
  if (traced.flatMap(({ lines }) => lines).length < fewest) problems.push("strace saw nothing");
  return problems.length === 0 ? pass : fail(problems.join("\n"));
}

/** The folder as the machine has it, which may be another one. */
async function tracesOf(machine: Machine, folder: string): Promise<Trace[]> {
  const packed = `${folder}.tar`;
  const { code, stderr } = await machine.run(["/usr/bin/tar", "-C", folder, "-cf", packed, "."]);
  if (code !== 0) throw new Error(`tar: ${stderr}`);
  const copy = mkdtempSync(join(tmpdir(), "sonde-traces-"));
  try {
    const stdin = new Blob([await machine.readFile(packed)]);
    const unpack = Bun.spawn(["tar", "-C", copy, "-xf", "-"], { stdin });
    if ((await unpack.exited) !== 0) throw new Error("the traces cannot be unpacked");
    return readTraces(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
