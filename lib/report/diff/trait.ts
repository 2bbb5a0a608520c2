/** A kind of thing in which two recordings may differ. */
import type { Entry, Text } from "../../recording/values.ts";
import type { NameLookup } from "../known-names.ts";
import type { Process } from "../process.ts";

/** One thing that an event shows. Its texts are fit to be printed, and last from run to run. */
export interface Seen {
  /** What makes it this thing and no other. */
  readonly key: readonly string[];
  /** It is also known as this: equal in it is equal. */
  readonly alias?: string;
  /** What the thing is at that moment. */
  readonly version?: Version;
}

/** What tells a file from another one at the same path; null: not known. */
export interface Version {
  readonly size: number | null;
  /** ns since 1970. */
  readonly modified: number | null;
  readonly inode: number | null;
  readonly mode: number | null;
}

/** Where such things are seen. */
export interface Source {
  readonly point: string;
  readonly fields: readonly string[];
  /** Null: this event shows none. */
  readonly see: (event: Entry, process: Process, names: NameLookup) => Seen | null;
  /** It is the parent that did it. */
  readonly isByParent?: true;
}

/** A part of a key: its name in JSON, and its head in the table. */
export interface TraitColumn {
  readonly name: string;
  readonly head: string;
  /** Cut last. */
  readonly isShort?: true;
}

export interface Trait {
  /** In JSON. */
  readonly name: string;
  readonly title: string;
  /** Of the key's parts. */
  readonly columns: readonly TraitColumn[];
  readonly sources: readonly Source[];
  /** Rows stay as they came, else they are sorted. */
  readonly isOrdered?: true;
  /** Rows that differ in the last part only become one. */
  readonly isJoined?: true;
}

/** The program that did it. */
export function programOf({ program, comm }: Process): Text | null {
  return program?.path ?? comm;
}
