/**
 * What was learnt of running processes while sonde had the right to look, or from their own exec:
 * a later snapshot, without rights, finds it here.
 */
import { isUtf8 } from "node:buffer";
import { carried, kind } from "../events.gen.ts";

export interface Known {
  readonly path: string | Uint8Array | null;
  readonly pidns: number | null;
  readonly mntns: number | null;
}

/** /proc gives start times in ticks; so do its hundredths of a second. */
const tickNs = 10_000_000n;
/** Offsets in struct event. */
const at = { start: 8, pid: 40, pidns: 64, mntns: 68 } as const;
const pathAt = carried.find((row) => row.kind === kind.processExec)?.paths[0] ?? 0;

export class KnownProcesses {
  #processes = new Map<string, Known>();

  /** All that are running now; others are forgotten. */
  replace(processes: Iterable<readonly [pid: number, start: bigint, known: Known]>): void {
    this.#processes = new Map(
      [...processes].map(([pid, start, known]) => [key(pid, start), known]),
    );
  }

  find(pid: number, start: bigint): Known | undefined {
    return this.#processes.get(key(pid, start));
  }

  /** A record of process.exec from the ring. */
  executed(record: DataView): void {
    const pid = record.getUint32(at.pid, true);
    const start = record.getBigUint64(at.start, true);
    this.#processes.set(key(pid, start), {
      path: textAt(record, pathAt),
      pidns: record.getUint32(at.pidns, true) || null,
      mntns: record.getUint32(at.mntns, true) || null,
    });
  }
}

function key(pid: number, start: bigint): string {
  return `${pid} ${start / tickNs}`;
}

function textAt(record: DataView, at: number): string | Uint8Array | null {
  const offset = record.getUint16(at, true);
  if (offset === 0) return null;
  const bytes = new Uint8Array(
    record.buffer.slice(
      record.byteOffset + offset,
      record.byteOffset + offset + record.getUint16(at + 2, true),
    ),
  );
  return isUtf8(bytes) ? Buffer.from(bytes).toString("utf8") : bytes;
}
