/** What was found, as data: for tables, JSON, pages and comparisons. */
import type { Text } from "../../recording/values.ts";
import type { Process } from "../process.ts";
import type { Rule, Severity } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** A process as it was at that moment. */
export interface Actor {
  readonly pid: number;
  /** ns since boot; null when not known. */
  readonly start: number | null;
  readonly comm: Text | null;
  /** Path of its program. */
  readonly program: Text | null;
  /** Cut when it is long. */
  readonly argv: readonly Text[] | null;
  readonly uid: number | null;
  readonly euid: number | null;
}

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly subject: Text | null;
  /** The first that did so, and those it descends from, the nearest first. */
  readonly process: Actor;
  readonly ancestors: readonly Actor[];
  /** The audit point of the first event that showed it. */
  readonly point: string;
  /** ns since boot. */
  readonly first: number;
  last: number;
  /** How often, by the same program on the same subject. */
  count: number;
}

const maxArgv = 1024;
const maxAncestors = 8;

/** Who did it. */
export function actorsOf(scene: Scene): Pick<Finding, "process" | "ancestors"> {
  const ancestors = scene.ancestors().slice(0, maxAncestors).map(actor);
  return { process: actor(scene.process), ancestors };
}

function actor({ pid, start, comm, program }: Process): Actor {
  return {
    pid,
    start,
    comm,
    program: program?.path ?? null,
    argv: program?.argv === undefined ? null : short(program.argv),
    uid: program?.uid ?? null,
    euid: program?.euid ?? null,
  };
}

/** The first words, as far as they are not too long together. */
function short(argv: readonly Text[] | null): readonly Text[] | null {
  if (argv === null) return null;
  const words: Text[] = [];
  let room = maxArgv;
  for (const word of argv) {
    if (word.length > room) return [...words, word.slice(0, room), "…"];
    words.push(word);
    room -= word.length;
  }
  return words;
}
