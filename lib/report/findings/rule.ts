/** What a rule is: one way in which an event, seen with its processes, is suspicious. */
import type { Entry, Text } from "../../recording/values.ts";
import type { Group } from "./groups.ts";
import type { Scene } from "./scene.ts";

/** From least to most serious. */
export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What a rule says of one event. */
export interface Hit {
  /** What it is about: a path, an address, a command. Findings that are equal in it are one. */
  readonly subject: Text | null;
  /** Where it is not the rule's own. */
  readonly severity?: Severity;
}

/** Null: nothing to say. Called for every event of the rule's points, so it must be quick. */
export type Condition = (event: Entry, scene: Scene) => Hit | null;

interface Described {
  /** For machines; never changes. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** MITRE ATT&CK. */
  readonly technique: string;
  readonly why: string;
  /** What to do next. */
  readonly look: string;
  /** Programs of which nothing is said: doing so is what they are for. */
  readonly exceptBy?: readonly Group[];
  /** Low when the process runs one of these. */
  readonly lowBy?: readonly Group[];
  /** Low when the process, or one that it descends from, runs one of these. */
  readonly lowWithin?: readonly Group[];
}

/** Looks at one event at a time. */
export interface EventRule extends Described {
  /** Audit points. */
  readonly on: readonly string[];
  /** Only when the process runs one of these, by its plain name. */
  readonly programs?: readonly string[];
  /** With `programs`: or one that lies outside the system's directories. */
  readonly orElsewhere?: boolean;
  /** The answer follows from path and flags of the executable alone. */
  readonly judges?: "executable";
  readonly when: Condition;
}

/** Remembers what it has seen. */
export interface MemoryRule extends Described {
  readonly on: readonly string[];
  /** Makes a condition with an empty memory, which must stay bounded. */
  readonly follow: () => Condition;
}

/** Looks at files that are changed, read or removed. */
export interface PathRule extends Described {
  readonly access: "change" | "read" | "remove";
  /**
   * First directories of all paths that `match` may match; "home/.": only those with a name that
   * begins with a dot; "*": any.
   */
  readonly under: readonly string[];
  /** The ends of all paths that `match` may match; absent: any. */
  readonly ends?: readonly string[];
  readonly match: RegExp;
  /** Asked last. False: nothing to say. */
  readonly also?: (path: string, event: Entry, scene: Scene) => boolean;
}

export type Rule = EventRule | MemoryRule | PathRule;

/** Takes what a rule says. */
export type Report = (rule: Rule, hit: Hit, event: Entry) => void;

/** Asks one or more rules about an event. */
export type Check = (event: Entry, scene: Scene, report: Report) => void;
