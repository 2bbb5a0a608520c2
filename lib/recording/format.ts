/**
 * What a recording is made of: a CBOR sequence (RFC 8742) of a header (tag 55799 around a map),
 * then processes and events (arrays: kind, then values in the order of the header's schema),
 * marks and incidents (maps), and a trailer (map). Every map has a `type`. All of it may be in zstd
 * frames.
 */
import type { RecordSchema } from "./schema.ts";

export const formatVersion = 1;

/** How an audit point was watched, and why not better. */
export interface PlannedPoint {
  readonly point: string;
  /** Name of the chosen flavour, null when the point could not be watched. */
  readonly flavour: string | null;
  readonly program: string | null;
  readonly state: "verified" | "attached" | "unverified" | "not possible";
  /** What its events cannot show: "io_uring", "result", … */
  readonly blind: readonly string[];
  readonly rejected: readonly { readonly flavour: string; readonly reason: string }[];
}

export interface HostInfo {
  readonly hostname: string;
  readonly distribution: string;
  readonly kernel: string;
  /** `uname -v`. */
  readonly build: string;
  readonly arch: string;
  readonly bootId: string;
  readonly cpus: number;
}

/** What a recording can be narrowed by. */
export const filterFields = ["pid", "comm", "uid", "cgroup", "mntns", "path", "port"] as const;
export type FilterField = (typeof filterFields)[number];

export interface FilterRule {
  readonly field: FilterField;
  /** As it was asked for. */
  readonly value: string;
  /** What fits is left out, not asked for. */
  readonly exclude: boolean;
}

/** How events came to the recorder: one ring buffer, or a perf buffer for each CPU. */
export const transports = ["ring", "perf"] as const;
export type Transport = (typeof transports)[number];

/** The file before this one, of a recording that was written into several. */
export interface Previous {
  readonly file: string;
  /** SHA-256 of all of it. */
  readonly hash: Uint8Array;
}

export interface Header {
  readonly type: "header";
  readonly format: number;
  readonly sonde: string;
  readonly host: HostInfo;
  /** Where the kernel's types were described: "kernel", "file", "executable" or "nowhere". */
  readonly types?: string;
  /** One instant on both clocks, in ns: wall time of an event = ts - clock + wall. */
  readonly time: { readonly wall: bigint | number; readonly clock: bigint | number };
  readonly plan: readonly PlannedPoint[];
  readonly schema: readonly RecordSchema[];
  /** What narrows the recording: points asked for, the command followed, rules. */
  readonly filter: {
    readonly points: readonly string[];
    readonly command: readonly string[] | null;
    /** Absent: none. */
    readonly rules?: readonly FilterRule[];
    /** Secrets in arguments are masked, as far as they were recognised. Absent: no. */
    readonly redacted?: boolean;
    /** Of UNIX sockets too. Absent: it could not be asked for. */
    readonly unix?: boolean;
  };
  /** Absent: not told. */
  readonly transport?: Transport;
  /** Bytes between the programs and the recorder; absent: not told. */
  readonly buffer?: number;
  /** Bytes of kernel memory that all tables of the programs take; absent or null: not known. */
  readonly charged?: number | null;
  /** Absent or null: there is none. */
  readonly previous?: Previous | null;
}

/** Of one point, since the recording began. seen = recorded + the sum of lost. */
export interface PointCounts {
  readonly seen: number;
  readonly recorded: number;
  readonly lost: Readonly<Record<string, number>>;
  /** Events that a skipped program never saw, as the kernel counts them; null: unknown. */
  readonly missed: number | null;
}

export type Counts = Readonly<Record<string, PointCounts>>;

/** Written at least once a second while events flow. */
export interface Mark {
  readonly type: "mark";
  readonly ts: bigint | number;
  readonly points: Counts;
  /** SHA-256 of all bytes of the file before this item. */
  readonly hash: Uint8Array;
}

/** Something that happened to the recorder or its hooks while it ran. */
export interface Incident {
  readonly type: "incident";
  readonly ts: bigint | number;
  /** "hooks silent", "hooks fire again", … */
  readonly what: string;
  /** In a sentence. */
  readonly text: string;
  /** Audit points that it touches. */
  readonly points: readonly string[];
}

export interface Trailer {
  readonly type: "trailer";
  readonly ts: bigint | number;
  /** Why it ended: "time", "interrupt", "command", … */
  readonly reason: string;
  readonly points: Counts;
  /** Processes that a full table could not follow; their events are not in the recording. */
  readonly unfollowed: number;
  /** With a command: how it ended. */
  readonly command: { readonly code: number | null; readonly signal: number | null } | null;
  readonly hash: Uint8Array;
}
