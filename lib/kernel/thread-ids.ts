/** Ids and capabilities of the threads that run now: man 5 proc, /proc/PID/task/TID/status. */
import { readdirSync } from "node:fs";
import { textOf } from "./text-file.ts";

/** As struct ids of the programs has them. */
export interface ThreadIds {
  readonly permitted: bigint;
  /** Effective. */
  readonly caps: bigint;
  readonly uid: number;
  readonly euid: number;
  readonly suid: number;
  readonly gid: number;
  readonly egid: number;
  readonly sgid: number;
}

/** By thread number. Threads that end meanwhile are not in it. */
export function* threadIds(): Generator<[number, ThreadIds]> {
  for (const pid of numbers("/proc")) {
    for (const tid of numbers(`/proc/${pid}/task`)) {
      const ids = parseIds(textOf(`/proc/${pid}/task/${tid}/status`) ?? "");
      if (ids !== undefined) yield [Number(tid), ids];
    }
  }
}

function numbers(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of the text of a status file; undefined when something is not there. */
export function parseIds(status: string): ThreadIds | undefined {
  const [uid, euid, suid] = fourIds(status, "Uid");
  const [gid, egid, sgid] = fourIds(status, "Gid");
  const permitted = capabilities(status, "CapPrm");
  const caps = capabilities(status, "CapEff");
  if (uid === undefined || euid === undefined || suid === undefined) return undefined;
  if (gid === undefined || egid === undefined || sgid === undefined) return undefined;
  return permitted === undefined || caps === undefined
    ? undefined
    : { permitted, caps, uid, euid, suid, gid, egid, sgid };
}

function capabilities(status: string, name: string): bigint | undefined {
  const digits = new RegExp(`^${name}:\t([0-9a-f]{16})$`, "m").exec(status)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}

/** Real, effective, saved, file system. */
function fourIds(status: string, name: string): number[] {
  const text = new RegExp(`^${name}:\t(\\d+)\t(\\d+)\t(\\d+)\t(\\d+)$`, "m").exec(status);
  return text?.slice(1, 5).map(Number) ?? [];
}
