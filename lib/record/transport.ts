/** Opens what the programs put their records into. */
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import type { BpfObject } from "../hook/object.ts";
import { onlineCpuList } from "../kernel/cpus.ts";
import { native } from "../native/library.ts";
import type { Transport } from "../recording/format.ts";

/** A multiple of every page size. */
const leastPerCpu = 64 << 10;

/** bytes: of all buffers together. @throws SondeError */
export function openTransport(object: BpfObject, transport: Transport, bytes: number): void {
  const opened =
    transport === "ring"
      ? native().sonde_ring_open(object.mapFd("events"), bytes)
      : openPerf(object.mapFd("perf_events"), bytes);
  if (opened >= 0) return;
  throw new SondeError(
    exitCode.unsupported,
    `cannot open the ${transport} buffer: ${errnoName(opened)}`,
    "A smaller one may be possible: --buffer 1M.",
  );
}

function openPerf(map: number, bytes: number): number {
  const cpus = Int32Array.from(onlineCpuList());
  const share = 2 ** Math.floor(Math.log2(bytes / cpus.length));
  return native().sonde_perf_open(map, cpus, cpus.length, Math.max(share, leastPerCpu));
}
