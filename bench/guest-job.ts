/**
 * The job in a guest of the lab, where the kernel has trampolines, with nothing that records, with
 * sonde and with bpftrace. The guest's time is the number of instructions that it executes, so the
 * figures are the same in each run and on each machine; they are no times: what misses a cache costs more.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildError } from "../build/run.ts";
import { ensureTools, labTools } from "../build/tools.ts";
import { AgentError } from "../lab/agent-client.ts";
import { kernelImage } from "../lab/kernel-image.ts";
import { type Kernel, kernels } from "../lab/kernels.ts";
import type { Machine } from "../lab/machine.ts";
import { cmdlineOf, modes } from "../lab/modes.ts";
import { qemuMachine } from "../lab/qemu-machine.ts";
import { bootGuest } from "../lab/run.ts";
import { bringTools, jobEnvironment } from "../lab/strace/tools.ts";
import { readItems } from "../lib/recording/reader.ts";
import { type Job, makeJob } from "./job.ts";
import { bpftraceScript, countLines, countRecording } from "./job-rounds.ts";

export interface GuestRow {
  readonly name: string;
  /** Of the job, all its processes; null where the guest does not let it be measured. */
  readonly instructions: number | null;
  /** Slower than nothing by this at most. */
  readonly allowed: number | null;
  /** Of the whole guest; null: nothing records. */
  readonly events: { readonly total: number; readonly lost: number } | null;
}

export interface GuestResult {
  readonly desc: string;
  /** `uname -r` of the guest. */
  readonly release: string;
  readonly rows: readonly GuestRow[];
}

interface GuestRecorder {
  readonly name: string;
  readonly allowed: number | null;
  readonly sonde: boolean;
  /** Writes to `output`. */
  readonly command: readonly string[];
  /** Functions can be hooked. */
  readonly functions: boolean;
}

const folder = "/job";
const output = `${folder}/output`;
const archive = `${folder}/tree.tar`;

const recorders: readonly GuestRecorder[] = [
  {
    name: "sonde, trampolines",
    allowed: 1.03,
    sonde: true,
    command: ["record", "--force", "-o", output],
    functions: true,
  },
  {
    name: "sonde, tracepoints",
    allowed: 1.08,
    sonde: true,
    command: ["record", "--force", "-o", output],
    functions: false,
  },
  {
    name: "bpftrace",
    allowed: null,
    sonde: false,
    command: ["/bin/sh", "-c", `exec bpftrace -B full -e "$1" >${output}`, "sh", bpftraceScript],
    functions: true,
  },
];

/** Run by the job and around it; bpftrace is compared with. */
const programs = ["bash", "bpftrace", "mkdir", "rm", "sleep"].map((name) => `/usr/bin/${name}`);

/** Milliseconds that the guest lives at most, and that anything but the recorder runs there. */
const timeLimit = 3_600_000;
const patience = 180_000;

/** @throws BuildError */
export async function measureInGuest(
  name: string,
  sonde: string,
  share: number,
): Promise<GuestResult> {
  const kernel = kernels.find((one) => one.name === name && one.arch === "x86_64");
  if (kernel === undefined) throw new BuildError(`the lab has no x86_64 kernel ${name}`);
  ensureTools([...labTools(false), "strace", "git", "bpftrace"]);
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-guest-"));
  const job = makeJob(share);
  try {
    return await measured(kernel, sonde, job, dir);
  } finally {
    job.remove();
    rmSync(dir, { recursive: true });
  }
}

async function measured(
  kernel: Kernel,
  sonde: string,
  job: Job,
  dir: string,
): Promise<GuestResult> {
  const [mode] = modes;
  if (mode === undefined) throw new BuildError("the lab has no modes");
  const image = await kernelImage(kernel);
  const boot = { kernel, modes: [mode], cmdline: cmdlineOf(mode, kernel) };
  const guest = await bootGuest(boot, image, {
    sonde: { x86_64: sonde, arm64: "" },
    dir,
    timeLimit,
    shell: false,
    counted: true,
  });
  try {
    const machine = qemuMachine(guest, kernel, image, mode, "/scratch");
    await bringTools(machine, job.script(job.archive), programs);
    await machine.makeFolder(folder);
    await machine.writeFile(archive, readFileSync(job.archive));
    await runJob(machine, job); // so that all is in memory
    const rows: GuestRow[] = [await nothing(machine, job)];
    for (const one of recorders) rows.push(await attempted(machine, job, one));
    rows.push(await nothing(machine, job));
    return { desc: job.desc, release: machine.release, rows };
  } finally {
    await guest.stop();
  }
}

const nothing = async (machine: Machine, job: Job): Promise<GuestRow> => ({
  name: "nothing",
  instructions: await runJob(machine, job),
  allowed: null,
  events: null,
});

/** A peer that does not come to record there is said, and not measured. */
async function attempted(machine: Machine, job: Job, one: GuestRecorder): Promise<GuestRow> {
  console.error(`in the guest: ${job.desc}, ${one.name}`);
  try {
    return await recorded(machine, job, one);
  } catch (error) {
    if (one.sonde || !(error instanceof BuildError)) throw error;
    console.error(`bench: ${one.name} is not measured: ${error.message}`);
    return notHere(one);
  }
}

const notHere = ({ name, allowed }: GuestRecorder): GuestRow => ({
  name,
  instructions: null,
  allowed,
  events: null,
});

async function recorded(machine: Machine, job: Job, one: GuestRecorder): Promise<GuestRow> {
  try {
    for (const [file, on] of switches) await machine.writeFile(file, one.functions ? on : "0");
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return notHere(one);
  }
  await bash(machine, `rm -f ${output}`);
  const running = await (one.sonde
    ? machine.startSonde(one.command)
    : machine.start(one.command, { env: jobEnvironment }));
  await bash(machine, `until [ -s ${output} ]; do mkdir -p ${folder}; sleep 0.2; done; sleep 1`);
  const instructions = await runJob(machine, job);
  await running.signal(2);
  const { code, stderr } = await running.ended;
  if (code !== 0) throw new BuildError(`${one.name}: ${stderr}`);
  const events = await eventsOf(await machine.readFile(output), one);
  return { name: one.name, instructions, allowed: one.allowed, events };
}

/** What is 0 takes functions away from programs; 7.3 does not let it. */
const switches = [
  ["/proc/sys/kernel/ftrace_enabled", "1"],
  ["/sys/kernel/debug/kprobes/enabled", "1"],
] as const;

async function eventsOf(bytes: Uint8Array, one: GuestRecorder) {
  if (!one.sonde) return await countLines(new TextDecoder().decode(bytes).split("\n"));
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-guest-"));
  try {
    const file = join(dir, "recording");
    writeFileSync(file, bytes);
    if (usesFunctions(file) !== one.functions)
      throw new BuildError(`${one.name}: that is not how sonde has watched file.create`);
    return countRecording(file);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function usesFunctions(file: string): boolean {
  for (const item of readItems(file)) {
    if (item.type !== "header") continue;
    const plan = item.header.plan.find(({ point }) => point === "file.create");
    return plan?.flavour?.includes("fexit") === true;
  }
  return false;
}

/** Instructions of the job: the guest tells milliseconds, a million each. */
async function runJob(machine: Machine, job: Job): Promise<number> {
  const work = `${folder}/work`;
  const timed = `TIMEFORMAT='%3U %3S'; time sh -c '${job.script(archive)}'`;
  const said = await bash(machine, `mkdir ${work} && cd ${work} && ${timed} && rm -rf ${work}`);
  const [user = Number.NaN, system = Number.NaN] = said.trim().split(/\s+/).map(Number);
  if (Number.isNaN(user + system)) throw new BuildError(`the job does not run: ${said}`);
  return (user + system) * 1e9;
}

/** What it said on its standard error. @throws BuildError when it fails */
async function bash(machine: Machine, script: string): Promise<string> {
  const argv = ["/usr/bin/bash", "-c", script];
  const { code, stderr } = await machine.run(argv, { env: jobEnvironment, timeout: patience });
  if (code !== 0) throw new BuildError(`in the guest: ${script}: ${code ?? "too long"}: ${stderr}`);
  return stderr;
}
