/** This host as the cases see it: child processes. */
import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { constants, release } from "node:os";
import { join } from "node:path";
import { abisOf } from "./abi.ts";
import { hostArch } from "./kernels.ts";
import type { Abi, Machine, Running, RunOptions } from "./machine.ts";
import { nativeRuns } from "./modes.ts";
import { Output } from "./output.ts";
import { longest } from "./patience.ts";
import { buildWorkloads } from "./workloads.ts";

/** `scratch` must exist; `sonde` is the executable. */
export async function nativeMachine(sonde: string, scratch: string): Promise<Machine> {
  const arch = hostArch();
  const runs = nativeRuns(arch);
  // A host's kernel may take x32 programs, few do.
  const abis = abisOf({ arch, x32: arch === "x86_64" });
  const built = await buildWorkloads(abis);
  const start = async (argv: readonly string[], options?: RunOptions) =>
    startNative(argv, scratch, options);
  const run = async (argv: readonly string[], options?: RunOptions) =>
    (await start(argv, options)).ended;
  const folder = join(scratch, "workloads");
  mkdirSync(folder);
  for (const { file, path } of built) copyFileSync(path, join(folder, file));
  const workload = (name: string, abi: Abi): string => join(folder, `${name}.${abi}`);
  return {
    name: `${arch} ${release()} native`,
    arch,
    kernel: release(),
    release: release(),
    mode: runs.name,
    points: runs.points ?? "",
    abis: await runnable(abis, (abi) => run([workload("fork", abi)])),
    module: null,
    overwrite: { reason: "that is not done to a host" },
    scratch,
    run,
    start,
    sonde: (args, options) => run([sonde, ...args], options),
    startSonde: (args, options) => start([sonde, ...args], options),
    workload,
    makeFolder: async (path) => void mkdirSync(path, { recursive: true }),
    readFile: (path) => readFile(path),
    writeFile: async (path, data, mode = 0o644) => {
      await Bun.write(path, data);
      chmodSync(path, mode);
    },
  };
}

/** A host's kernel need not run all of them. */
async function runnable(
  abis: readonly Abi[],
  probe: (abi: Abi) => Promise<{ code: number | null }>,
): Promise<Abi[]> {
  const works: Abi[] = [];
  for (const abi of abis) {
    const ok = await probe(abi).then(
      ({ code }) => code === 0,
      () => false,
    );
    if (ok) works.push(abi);
  }
  return works;
}

function startNative(argv: readonly string[], cwd: string, options: RunOptions = {}): Running {
  const output = new Output();
  let timedOut = false;
  const child = Bun.spawn([...argv], {
    cwd: options.cwd ?? cwd,
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", NO_COLOR: "1", ...options.env },
    stdin: new Blob([options.stdin ?? ""]),
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  const collect = async (stream: ReadableStream<Uint8Array>, take: (bytes: Uint8Array) => void) => {
    for await (const bytes of stream) take(bytes);
  };
  const signal = (number: number): void => {
    try {
      process.kill(-child.pid, number);
    } catch {
      child.kill(number);
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    signal(9);
  }, options.timeout ?? longest);
  const ended = Promise.all([
    collect(child.stdout, (bytes) => output.out(bytes)),
    collect(child.stderr, (bytes) => output.err(bytes)),
    child.exited,
  ]).then(() => {
    clearTimeout(timer);
    const name = child.signalCode;
    const number = name === null ? null : signalNumber(String(name));
    return output.end(child.pid, number === null ? child.exitCode : null, number, timedOut);
  });
  return {
    stderrLine: (pattern) => output.line(pattern),
    signal: async (number) => signal(number),
    ended,
  };
}

function signalNumber(name: string): number {
  const found = Object.entries(constants.signals).find(([known]) => known === name);
  return found?.[1] ?? 0;
}
