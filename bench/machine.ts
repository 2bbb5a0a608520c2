/** What the figures were taken on. */
import { availableParallelism, cpus, loadavg, release } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly kernel: string;
  /** When the figures were taken, ISO 8601. */
  readonly date: string;
  /** Runnable processes, average of the last minute, before the first round. */
  readonly load: number;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: availableParallelism(),
    kernel: release(),
    date: new Date().toISOString(),
    load: loadavg()[0] ?? 0,
  };
}
