/** What the kernel says about a running process. */
import { dlopen, FFIType as T } from "bun:ffi";
import { readFileSync } from "node:fs";

const libc = dlopen("libc.so.6", {
  clock_gettime: { args: [T.i32, T.ptr], returns: T.i32 },
}).symbols;

const ofThread = 3; // CLOCK_THREAD_CPUTIME_ID

/**
 * CPU time of a process, ns: user and system, all its threads, ended ones too. Finer than
 * /proc/PID/stat, which counts in 10 ms.
 */
export function cpuTime(pid: number): number {
  return clock((~pid << 3) | 2); // MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)
}

/** CPU time of the calling thread, ns. */
export function threadTime(): number {
  return clock(ofThread);
}

function clock(id: number): number {
  const time = new BigInt64Array(2);
  if (libc.clock_gettime(id, time) !== 0) throw new Error(`clock ${id} cannot be read`);
  return Number(time[0] ?? 0n) * 1e9 + Number(time[1] ?? 0n);
}

/** Resident memory, bytes. */
export interface Memory {
  readonly total: number;
  /** Of that, buffers shared with the kernel: pages that are mapped twice are counted twice. */
  readonly buffers: number;
  readonly anonymous: number;
}

export function memoryOf(pid: number): Memory {
  let [total, buffers, anonymous] = [0, 0, 0];
  let isBuffer = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
    const [, key, value] = /^(\w+):\s+(\d+) kB$/.exec(line) ?? [];
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line))
      isBuffer = /anon_inode:(bpf-map|\[perf_event\])/.test(line);
    const bytes = Number(value) * 1024;
    if (key === "Anonymous") anonymous += bytes;
    if (key !== "Rss") continue;
    total += bytes;
    if (isBuffer) buffers += bytes;
  }
  return { total, buffers, anonymous };
}
