/**
 * What is written into the page, and read by it. All text is fit to be shown: whatever could obey,
 * hide or reverse is spelled out by then.
 */

/** Text, a number, nothing; or what to sort by and what to show. */
export type PageCell = string | number | null | readonly [by: number, shown: string];

export interface PageColumn {
  readonly head: string;
  /** Numbers, to the right. */
  readonly figures?: true;
  /** They are names: 0 is one like others. */
  readonly ids?: true;
  /** Sentences. */
  readonly prose?: true;
}

export interface PageTable {
  readonly title: string;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly (readonly PageCell[])[];
  /** What the rows leave out. */
  readonly rest?: string;
}

/** "Kernel", "6.18.0 x86_64" */
export type PageFact = readonly [name: string, text: string];

export interface PageRecording {
  readonly host: string;
  readonly state: "complete" | "cut" | "damaged";
  readonly events: number;
  readonly lost: number;
  readonly started: number;
  readonly facts: readonly PageFact[];
  readonly timeline: PageTimeline;
}

export interface PageTimeline {
  /** ms since 1970. */
  readonly begin: number;
  /** Length of a slice. */
  readonly seconds: number;
  readonly rows: readonly { readonly point: string; readonly counts: readonly number[] }[];
}

export interface PageFinding {
  readonly severity: string;
  readonly title: string;
  /** What and by whom, in a line. */
  readonly text: string;
  readonly host: string;
  /** µs since `PageEvents.begin`. */
  readonly at: number;
  readonly pid: number;
  readonly facts: readonly PageFact[];
}

/** In the order of a walk: children behind their parent, one deeper. */
export interface PageNode {
  readonly depth: number;
  readonly label: string;
  readonly pid: number | null;
  readonly user: string;
  readonly ended: string;
  readonly after: readonly [ns: number, shown: string];
}

export interface PageTree {
  readonly host: string;
  readonly nodes: readonly PageNode[];
}

/** Many, so by column; text is an index into `strings`, -1 for none. */
export interface PageEvents {
  /** µs since 1970. */
  readonly begin: number;
  /** More were chosen than are listed. */
  readonly omitted: number;
  readonly strings: readonly string[];
  /** µs since `begin`. */
  readonly at: readonly number[];
  readonly points: readonly string[];
  /** Into `points`. */
  readonly point: readonly number[];
  /** Into `actors`. */
  readonly actor: readonly number[];
  /** The outcome. */
  readonly result: readonly number[];
  readonly text: readonly number[];
  /** Processes as they were: what they ran, and who had started them. */
  readonly actors: readonly PageActor[];
  /** Names of the fields that the details of a point's event have, by point. */
  readonly fields: readonly (readonly string[])[];
}

/** Texts are indices into `strings`. */
export type PageActor = readonly [
  /** Into the recordings. */
  recording: number,
  pid: number,
  program: number,
  command: number,
  uid: number | null,
  parentPid: number | null,
  parentProgram: number,
  parentCommand: number,
];

/** Of each event the values of its point's fields; read when they are asked for. */
export type PageDetails = readonly (readonly (string | number | null)[])[];

export interface PageData {
  readonly title: string;
  readonly sonde: string;
  /** There is more than one. */
  readonly hasHosts: boolean;
  readonly recordings: readonly PageRecording[];
  readonly findings: readonly PageFinding[];
  readonly findingNotes: readonly string[];
  readonly notSeen: readonly string[];
  readonly network: readonly PageTable[];
  readonly files: readonly PageTable[];
  readonly others: readonly PageTable[];
  readonly programs: PageTable;
  readonly trees: readonly PageTree[];
  readonly plan: readonly PageTable[];
  readonly probe: readonly PageTable[];
  readonly events: PageEvents;
}
