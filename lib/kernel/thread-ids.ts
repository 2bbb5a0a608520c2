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

/** Real, effective, saved, file system. */
const ids = /^Uid:\t(\d+)\t(\d+)\t(\d+)\t\d+\nGid:\t(\d+)\t(\d+)\t(\d+)\t\d+$/m;
const capabilities = /^CapPrm:\t([0-9a-f]{16})\nCapEff:\t([0-9a-f]{16})$/m;

/** Of the text of a status file; undefined when something is not there. */
export function parseIds(status: string): ThreadIds | undefined {
  const [uid, euid, suid, gid, egid, sgid] = ids.exec(status)?.slice(1).map(Number) ?? [];
  const [permitted, caps] = capabilities.exec(status)?.slice(1).map(hex) ?? [];
  if (uid === undefined || euid === undefined || suid === undefined) return undefined;
  if (gid === undefined || egid === undefined || sgid === undefined) return undefined;
  if (permitted === undefined || caps === undefined) return undefined;
  return { permitted, caps, uid, euid, suid, gid, egid, sgid };
}

const hex = (digits: string): bigint => BigInt(`0x${digits}`);
