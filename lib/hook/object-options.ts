/** What the object is set up for. */
import type { Transport } from "../recording/format.ts";
import type { CompiledFilters } from "./filters.ts";
import type { Lacking } from "./lacking.ts";

export interface ObjectOptions {
  readonly cpus: number;
  readonly transport: Transport;
  /** Of the ring buffer. */
  readonly ringBytes: number;
  /** Processes that can be followed at a time; 0 when none are. */
  readonly treeEntries: number;
  readonly filters: CompiledFilters;
  /** Record every change of credentials, not only those that gain something. */
  readonly allCreds: boolean;
  /** Events of UNIX sockets too. */
  readonly unixSockets: boolean;
  /** What the kernel is to be taken for lacking. */
  readonly lacking: Lacking;
}
