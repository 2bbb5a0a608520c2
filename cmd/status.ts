/** What a person sees while a recording runs, and when it has ended. All of it on stderr. */

import { crashReason } from "../lib/hook/crash-guard.ts";
import type { Progress } from "../lib/record/recorder.ts";
import type { SessionEnd } from "../lib/record/session.ts";
import type { PlannedPoint } from "../lib/recording/format.ts";
import { say, sayCrashes } from "./output.ts";

/** Says what is not watched, and what is not by the best hook for a reason of its own. */
export function notWatched(plan: readonly PlannedPoint[]): void {
  const crashes = crashReason();
  if (crashes !== undefined) sayCrashes(crashes);
  for (const { point, flavour, rejected } of plan) {
    if (flavour !== null) continue;
    say(`not watched: ${point}: ${rejected.at(-1)?.reason ?? "no way to hook it here"}`);
  }
}

/** A line that is written over, on a terminal; nothing elsewhere. */
export function statusLine(): {
  /** Says what is not watched. */
  start(plan: readonly PlannedPoint[]): void;
  show(read: () => Progress, elapsedMs: number): void;
  /** A sentence of its own, above the line. */
  tell(text: string): void;
  clear(): void;
} {
  const live = process.stderr.isTTY === true;
  let last = 0;
  return {
    start: notWatched,
    show(read, elapsedMs) {
      if (!live) return;
      const progress = read();
      const rate = progress.events - last;
      last = progress.events;
      const width = process.stderr.columns || 80;
      const text = `${clock(elapsedMs)}  ${rate} events/s  ${progress.events} recorded  ${progress.lost} lost  ${size(progress.bytes)}`;
      process.stderr.write(`\r\x1b[K${text.slice(0, width - 1)}`);
    },
    tell(text) {
      if (live) process.stderr.write("\r\x1b[K");
      say(`sonde: ${text}`);
    },
    clear() {
      if (live) process.stderr.write("\r\x1b[K");
    },
  };
}

/** Of a file that is full, and followed by another one. */
export function rotationReport(path: string, hash: Uint8Array): string {
  return `${path}: full, sha256 ${Buffer.from(hash).toString("hex")}`;
}

export function finalReport(path: string, end: SessionEnd): string {
  const { events, lost, bytes } = end.progress;
  const hash = Buffer.from(end.hash).toString("hex");
  const name = path === "-" ? "standard output" : path;
  return `${name}: ${events} events, ${lost} lost, ${size(bytes)}, sha256 ${hash}`;
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1 << 20) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
