/** Records a steady rate for long: memory must stay flat, and nothing may be lost. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hostArch } from "../build/targets.ts";
import { cpuTime, memoryOf } from "./process.ts";
import { compilePrograms } from "./programs.ts";

export interface Soak {
  readonly seconds: number;
  /** Opens a second. */
  readonly rate: number;
  readonly done: number;
  readonly recorded: number;
  readonly lost: number;
  /** Of a CPU. */
  readonly cpuShare: number;
  /** Resident memory without shared buffers, bytes, at equal distances. */
  readonly memory: readonly number[];
  /** What is wrong; empty: nothing. */
  readonly problems: readonly string[];
}

const samples = 60;
/** Memory may grow by this much after the first quarter: the collector's own ups and downs. */
const slack = 12e6;

/** Pinned like the floods: the opens on the last CPU, the recorder wherever it likes. */
export async function soak(sonde: string, seconds: number, rate: number): Promise<Soak> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-soak-"));
  const file = join(dir, "file");
  writeFileSync(file, "");
  const paced = [compilePrograms().paced, `${availableParallelism() - 1}`, `${rate}`];
  const options = ["--events", "file.open", "--path", file, "--max-size", "128M", "--rotate", "2"];
  const argv = ["record", "-o", join(dir, "a.sonde.cbor"), ...options];
  const child = spawn(sonde, [...argv, "--", ...paced, `${seconds}`, file]);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise((resolve) => child.once("close", resolve));
  const memory: number[] = [];
  let cpu = 0;
  const timer = setInterval(
    () => {
      if (child.exitCode !== null || child.pid === undefined) return;
      const { total, buffers } = memoryOf(child.pid);
      if (total > 0) memory.push(total - buffers);
      cpu = cpuTime(child.pid);
    },
    (seconds * 1000) / samples,
  );
  try {
    await ended;
    const done = Number(stdout());
    const [, recorded = "0", lost = "0"] = /: (\d+) events, (\d+) lost/.exec(stderr()) ?? [];
    const result = { seconds, rate, done, recorded: Number(recorded), lost: Number(lost) };
    const cpuShare = cpu / 1e9 / seconds;
    return {
      ...result,
      cpuShare,
      memory,
      problems: problems({ ...result, memory }, readdirSync(dir)),
    };
  } finally {
    clearInterval(timer);
    rmSync(dir, { recursive: true });
  }
}

function problems(
  { done, recorded, lost, seconds, rate, memory }: Omit<Soak, "cpuShare" | "problems">,
  files: readonly string[],
): string[] {
  const later = memory.slice(Math.ceil(memory.length / 4));
  const growth = Math.max(...later) - (later[0] ?? 0);
  return [
    ...(done === seconds * rate ? [] : [`${done} opens, not ${seconds * rate}`]),
    ...(recorded === done ? [] : [`${recorded} of ${done} recorded`]),
    ...(lost === 0 ? [] : [`${lost} lost`]),
    ...(growth <= slack ? [] : [`memory grew by ${(growth / 1e6).toFixed(1)} MB`]),
    ...(files.length <= 3 ? [] : [`${files.length} files are left`]),
  ];
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

export function soakText({
  seconds,
  rate,
  recorded,
  lost,
  cpuShare,
  memory,
  problems,
}: Soak): string {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const quarters = [0, 1, 2, 3].map((q) => memory[Math.floor((memory.length * q) / 4)] ?? 0);
  return [
    `soak: ${rate} opens a second for ${seconds} s: ${recorded} recorded, ${lost} lost, ${(cpuShare * 100).toFixed(1)} % of a CPU`,
    `memory without buffers, MB: ${[...quarters, memory.at(-1) ?? 0].map(mb).join(", ")} at the quarters`,
    problems.length === 0
      ? "nothing lost, memory flat"
      : `NOT AS IT SHOULD BE: ${problems.join("; ")}`,
  ].join("\n");
}

if (import.meta.main) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { minutes: text, rate: text, sonde: text } });
  const sonde = values.sonde ?? `dist/sonde-linux-${hostArch() ?? "x64"}`;
  const result = await soak(
    sonde,
    Number(values.minutes ?? 30) * 60,
    Number(values.rate ?? 50_000),
  );
  process.stdout.write(`${soakText(result)}\n`);
  process.exitCode = result.problems.length === 0 ? 0 : 1;
}
