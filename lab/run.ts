/** Boots the guests of a plan, several at a time, and runs the cases in them. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { abisOf } from "./abi.ts";
import { type Case, casesIn, fail, type Outcome, pass } from "./case.ts";
import { complaints } from "./console.ts";
import { request } from "./frame.ts";
import { checkLimit } from "./impossible.ts";
import { writeInitramfs } from "./initramfs.ts";
import { type KernelImage, kernelImage } from "./kernel-image.ts";
import type { Kernel } from "./kernels.ts";
import type { Machine } from "./machine.ts";
import { baseSetup, type Mode, runsOf } from "./modes.ts";
import type { BootPlan, Plan } from "./plan.ts";
import { boot, type Guest } from "./qemu.ts";
import { qemuMachine } from "./qemu-machine.ts";
import type { Result, Verdict } from "./result.ts";
import { doSteps } from "./setup.ts";

export interface RunSettings {
  /** Guests at a time. */
  readonly jobs: number;
  /** The executable under test, by architecture. */
  readonly sonde: Readonly<Record<Kernel["arch"], string>>;
  /** Added to the names of logs and folders, so that two runs at a time don't mix. */
  readonly name?: string;
  /** Called as each result comes. */
  report(result: Result): void;
}

/** All results, in the plan's order of boots. Console logs of guests that failed stay in `logFolder()`. */
export async function runPlan(plan: Plan, settings: RunSettings): Promise<Result[]> {
  removeLeftOvers();
  const images = new Map<Kernel, KernelImage | Error>();
  for (const kernel of new Set(plan.boots.map((one) => one.kernel))) {
    images.set(kernel, await kernelImage(kernel).catch(asError));
  }
  const results: Result[][] = [];
  const queue = [...plan.boots.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, one] = next;
      results[index] = await runBoot(one, images.get(one.kernel), plan.cases, settings);
    }
  };
  await Promise.all(Array.from({ length: settings.jobs }, worker));
  return results.flat();
}

/** Folders of labs that were killed; each begins with the id of its process. */
function removeLeftOvers(): void {
  const folder = join(cacheRoot("lab"), "run");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (existsSync(`/proc/${Number.parseInt(name, 10)}`)) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Where the console logs of failed guests are kept. */
export function logFolder(): string {
  return join(cacheRoot("lab"), "logs");
}

async function runBoot(
  plan: BootPlan,
  image: KernelImage | Error | undefined,
  cases: readonly Case[],
  settings: RunSettings,
): Promise<Result[]> {
  const name = `${plan.kernel.arch} ${plan.kernel.name}`;
  const results: Result[] = [];
  const add = (mode: Mode, test: string, verdict: Verdict, milliseconds = 0): void => {
    const result = { kernel: name, mode: mode.name, test, verdict, milliseconds };
    results.push(result);
    settings.report(result);
  };
  const rest = (verdict: Verdict): void => {
    for (const mode of plan.modes) {
      for (const test of testsIn(plan, mode, cases)) {
        const known = results.some((result) => result.mode === mode.name && result.test === test);
        if (!known) add(mode, test, verdict);
      }
    }
  };
  if (image === undefined || image instanceof Error) {
    rest({ result: "not available", reason: image?.message ?? "not resolved" });
    return results;
  }
  const parts = [plan.kernel.arch, plan.kernel.name, plan.modes[0]?.name, settings.name];
  const id = parts.filter((part) => part !== undefined).join("-");
  const dir = join(cacheRoot("lab"), "run", `${process.pid}-${id}`);
  try {
    // The last resort: a guest that hangs is given up sooner, when it does not answer.
    const timeLimit = (1 + plan.modes.length) * 1_500_000;
    const { sonde } = settings;
    const how = { sonde, dir, timeLimit, shell: false };
    // A machine that is busy at the wrong moment: a guest's clocks may not agree, and it panics.
    const start = performance.now();
    const guest = await bootGuest(plan, image, how).catch((error) => {
      process.stderr.write(`lab: ${id} did not boot, once more: ${asError(error).message}\n`);
      return bootGuest(plan, image, how);
    });
    for (const mode of plan.modes.slice(0, 1)) add(mode, booted, pass, performance.now() - start);
    try {
      for (const mode of plan.modes) await runMode(plan.kernel, image, guest, mode, cases, add);
    } finally {
      await guest.stop();
    }
  } catch (error) {
    rest(fail(asError(error).message));
  }
  const failed = results.some(({ verdict }) => verdict.result === "fail");
  if (failed && settings.name === undefined) await keepLog(dir, id);
  rmSync(dir, { recursive: true, force: true });
  return results;
}

/** The first test of a guest, and each mode's last: the kernel did not complain while the others ran. */
const booted = "boot";
const kernelLog = "kernel-log";

/** Names of all that is reported of a mode. */
export function testsIn(
  { kernel, modes: [first] }: BootPlan,
  mode: Mode,
  cases: readonly Case[],
): string[] {
  const own = casesIn(runsOf(mode, kernel), cases).map(({ name }) => name);
  return [...(mode === first ? [booted] : []), ...own, kernelLog];
}

export interface GuestSettings {
  readonly sonde: RunSettings["sonde"];
  /** The guest's own folder. */
  readonly dir: string;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly shell: boolean;
  /** As in BootOptions. */
  readonly counted?: boolean;
}

/** A guest with all mounted that its boot needs; no mode is entered yet. */
export async function bootGuest(
  plan: BootPlan,
  image: KernelImage,
  settings: GuestSettings,
): Promise<Guest> {
  const { arch } = plan.kernel;
  const { dir, shell, timeLimit } = settings;
  mkdirSync(dir, { recursive: true });
  const initrd = join(dir, "initrd");
  await writeInitramfs(initrd, {
    arch,
    abis: abisOf(plan.kernel),
    kernel: image,
    sonde: settings.sonde[arch],
    shell,
  });
  const guest = await boot({
    arch,
    image: image.image,
    initrd,
    cmdline: plan.cmdline,
    dir,
    timeLimit,
    interactive: shell,
    counted: settings.counted ?? false,
  });
  try {
    await doSteps(guest.agent, baseSetup);
    await guest.agent.ask(request.linkUp, ["lo"]);
    return guest;
  } catch (error) {
    await guest.stop();
    throw error;
  }
}

async function runMode(
  kernel: Kernel,
  image: KernelImage,
  guest: Guest,
  mode: Mode,
  cases: readonly Case[],
  add: (mode: Mode, test: string, verdict: Verdict, milliseconds: number) => void,
): Promise<void> {
  const before = complaints(await guest.console()).length;
  const own = casesIn(runsOf(mode, kernel), cases);
  const refused = await doSteps(guest.agent, mode.enter ?? []).then(() => undefined, asError);
  if (refused !== undefined) {
    const outcome = { result: "impossible", reason: refused.message } as const;
    const machine = { arch: kernel.arch, kernel: kernel.name, mode: mode.name };
    for (const name of [...own.map((one) => one.name), kernelLog])
      add(mode, name, checkLimit(outcome, { name }, machine), 0);
    return;
  }
  const scratch = `/scratch/${mode.name}`;
  await guest.agent.ask(request.mkdir, [scratch]);
  const machine = qemuMachine(guest, kernel, image, mode, scratch);
  for (const one of own) {
    const start = performance.now();
    add(mode, one.name, await runCase(one, machine), performance.now() - start);
  }
  await doSteps(guest.agent, mode.leave ?? []);
  const new_ = complaints(await guest.console()).slice(before);
  add(mode, kernelLog, new_.length > 0 ? fail(new_.join("\n")) : pass, 0);
}

/** An exception is a failure like any other, and so is an "impossible" that nobody expects. */
export async function runCase(one: Case, machine: Machine): Promise<Outcome> {
  try {
    return checkLimit(await one.run(machine), one, machine);
  } catch (error) {
    return fail(asError(error).message);
  }
}

async function keepLog(dir: string, id: string): Promise<void> {
  mkdirSync(logFolder(), { recursive: true });
  const log = Bun.file(join(dir, "console.log"));
  if (!(await log.exists())) return;
  const path = join(logFolder(), `${id}.log`);
  await Bun.write(path, log);
  process.stderr.write(`lab: console of ${id} is in ${path}\n`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
