/** What a recorder is asked for. */
import type { Lacking } from "../hook/lacking.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import type { PointName } from "../points.ts";
import type { FilterRule, Transport } from "../recording/format.ts";

export interface RecordOptions {
  readonly points: readonly PointName[];
  readonly forced: ReadonlyMap<PointName, string>;
  /** Its process tree is recorded, and nothing else. */
  readonly command: readonly string[] | null;
  readonly rules: readonly FilterRule[];
  /** Mask what looks like a secret in arguments. */
  readonly redact: boolean;
  /** Every change of credentials, not only those that gain something. */
  readonly allCreds: boolean;
  /** See every hook firing before it is relied upon. */
  readonly selfTest: boolean;
  /** Where the kernel's types are described. */
  readonly types: TypeSource;
  /** Undefined: the ring buffer where there is one. */
  readonly transport: Transport | undefined;
  /** Bytes between the programs and the recorder; undefined: what fits the machine. */
  readonly buffer: number | undefined;
  /** What the kernel is to be taken for lacking. */
  readonly lacking: Lacking;
  /** In zstd frames. */
  readonly compress: boolean;
  /** Someone looks on: events are handed over when they come, not in large pieces. */
  readonly live?: boolean;
  /** Is told of each file that another one follows. */
  readonly onRotate?: (path: string, hash: Uint8Array) => void;
  /** Events of UNIX sockets too. */
  readonly unixSockets: boolean;
  /** A probe's report, to go with the recording. */
  readonly probe?: unknown;
}
