/**
 * Remembers starts that never ended: a hook that patches the kernel's text may take a host down, or
 * leave its ftrace broken. One file for each start, in a folder that only root can write and that
 * is gone with the next boot.
 */
import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { textOf } from "../kernel/text-file.ts";
import type { Via } from "../points.ts";

const folder = "/run/sonde";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** So many make sonde leave all but the simplest hooks alone. */
const tooMany = 2;
const simplest: readonly Via[] = ["tp_btf", "raw_tp"];

/** Are hooks of this class left alone after starts that never ended? */
export const mayHarm = (via: Via): boolean => !simplest.includes(via);

/** Why hooks that may harm are left alone; undefined: nothing speaks against them. */
export function crashReason(): string | undefined {
  const unclean = starts().filter((name) => !alive(name)).length;
  return unclean < tooMany
    ? undefined
    : `${unclean} earlier starts in this boot never ended properly: only ${simplest.join(" and ")} are used (rm -r ${folder} to forget them)`;
}

let isRemembered = false;

/** To be called before anything is attached. Forgotten when this process comes to its end by itself. */
export function rememberStart(): void {
  if (isRemembered) return;
  isRemembered = true;
  const path = `${folder}/${process.pid}-${startTime(process.pid)}`;
  for (const signal of signals) process.on(signal, () => endBy(signal));
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    if (!ours()) return;
    writeFileSync(path, "", { flag: "wx", mode: 0o600 });
  } catch {
    return; // without a place to write nothing is remembered
  }
  process.once("exit", () => forget(path));
}

/** To be ended by a signal is no crash, but without a listener there is no end to be told of. */
function endBy(signal: (typeof signals)[number]): void {
  const isAlone = process.listenerCount(signal) === 1;
  if (isAlone) process.exit(128 + constants.signals[signal]);
}

function forget(path: string): void {
  rmSync(path, { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // there are others
  }
}

function starts(): string[] {
  try {
    return ours() ? readdirSync(folder).filter((name) => /^\d+-\d+$/.test(name)) : [];
  } catch {
    return [];
  }
}

/** Nobody else can have put anything there. */
function ours(): boolean {
  const { mode, uid } = lstatSync(folder);
  return (mode & 0o170000) === 0o040000 && (mode & 0o022) === 0 && uid === process.geteuid?.();
}

function alive(name: string): boolean {
  const [pid, start] = name.split("-");
  return startTime(Number(pid)) === start;
}

/** In clock ticks since boot: field 22 of /proc/PID/stat, the 20th behind the name. */
function startTime(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}
