/**
 * The tree of what was started, kept small while it grows: a subtree that has ended and looks
 * like another one below the same parent becomes "×2", and when a parent has run a program in very
 * many ways, the further ones become one row.
 */
import type { Text } from "../recording/values.ts";
import { type Ended, Process, type Run } from "./process.ts";
import { ProgramKeys, signature } from "./tree-keys.ts";

/** One process, or several that did the same. */
export interface TreeNode {
  readonly pid: number;
  readonly count: number;
  /** Of several: they ran the same program, but with other arguments or children. */
  readonly isVaried: boolean;
  readonly wasRunning: boolean;
  /** Name, where nothing was executed. */
  readonly comm: Text | null;
  /** What it ran: first what it was when the recording began, if it was there then. */
  readonly runs: readonly Run[];
  /** Left out, just before the last one. */
  readonly moreRuns: number;
  readonly uid: number | null;
  readonly euid: number | null;
  /** Null: it was still running at the end. */
  readonly exit: { readonly code: number; readonly signal: number } | null;
  /** Of the longest one, ns since its fork; null when it has not ended. */
  readonly lifetime: number | null;
  readonly children: readonly TreeNode[];
  /** Descendants that are not in the tree. */
  readonly omitted: number;
}

const maxNodes = 20_000;
const maxDepth = 200;
const maxEndedPerParent = 1000;
/** Different ones of the same program. */
const maxVariants = 100;
const maxRuns = 8;

export class Tree {
  /** Processes that were started while recorded. */
  started = 0;
  /** Those that were running before, and started something. */
  readonly #roots = new Set<Process>();
  /** Stands for parents that the recording does not know. */
  readonly #unknown = new Process({ pid: 0, start: null, isRounded: false }, null, true);
  readonly #keys = new ProgramKeys();
  #nodes = 0;

  /** A process was started. parent: null when it is not known. isNew: to be counted. */
  start(child: Process, parent: Process | null, isNew = true): void {
    // Else a damaged recording could put a process below itself.
    if (hasDescendants(child)) return;
    if (isNew) this.started++;
    const place =
      parent !== null && (parent.isPlaced || parent.wasRunning) ? parent : this.#unknown;
    if (this.#nodes >= maxNodes || place.depth >= maxDepth) {
      place.omitted++;
      return;
    }
    if (place.wasRunning) this.#roots.add(place);
    this.#nodes++;
    child.isPlaced = true;
    child.parent = place;
    child.depth = place.depth + 1;
    place.children ??= new Set();
    place.children.add(child);
  }

  /** A process that is told of without its parent. */
  root(process: Process, isNew: boolean): void {
    if (isNew) this.started++;
    if (this.#nodes >= maxNodes) return;
    this.#nodes++;
    process.isPlaced = true;
    this.#roots.add(process);
  }

  run(process: Process, run: Run): void {
    if (process.wasRunning && !this.#roots.has(process)) this.root(process, false);
    if (process.runs.length < maxRuns) {
      process.runs = [...process.runs, run];
      return;
    }
    process.runs = [...process.runs.slice(0, -1), run];
    process.moreRuns++;
  }

  /** A process has ended. forget: it is not to be told of. */
  end(process: Process, forget = false): void {
    let current = process;
    for (;;) {
      const { parent } = current;
      const hasChildren = current.children !== null && current.children.size > 0;
      if (parent === null || current.exit === null || hasChildren) return;
      parent.children?.delete(current);
      current.parent = null;
      current.isPlaced = false;
      if (forget && current === process && current.ended === null) this.#nodes--;
      else this.#merge(parent, current);
      current = parent;
    }
  }

  /** The roots, oldest first, each with all that is known below it. */
  nodes(): TreeNode[] {
    const roots = [...this.#roots].filter(isTold).sort((a, b) => a.pid - b.pid);
    return roots.map((process) => node({ process, count: 1, longest: null, isVaried: false }));
  }

  #merge(parent: Process, process: Process): void {
    parent.ended ??= new Map();
    const lifetime = process.exit?.lifetime ?? 0;
    const program = this.#keys.of(process);
    const varied = parent.ended.get(program);
    if (varied !== undefined) {
      parent.omitted += size(process) - 1;
      this.#same(varied, process, lifetime);
      return;
    }
    const key = signature(process);
    const same = parent.ended.get(key);
    if (same !== undefined) this.#same(same, process, lifetime);
    else if (parent.ended.size < maxEndedPerParent) {
      this.#other(parent, parent.ended, process, lifetime, key, program);
    } else {
      parent.omitted += size(process);
      this.#nodes -= size(process);
    }
  }

  #same(same: Ended, process: Process, lifetime: number): void {
    same.count++;
    same.longest = Math.max(same.longest, lifetime);
    this.#nodes -= size(process);
  }

  /** One that is like no other below its parent. */
  #other(
    parent: Process,
    ended: Map<string, Ended>,
    process: Process,
    longest: number,
    key: string,
    program: string,
  ): void {
    parent.variants ??= new Map();
    const variants = parent.variants.get(program) ?? 0;
    parent.variants.set(program, variants + 1);
    const isVaried = variants >= maxVariants;
    if (isVaried) {
      const below = size(process) - 1;
      parent.omitted += below;
      this.#nodes -= below;
      process.ended = null;
    }
    ended.set(isVaried ? program : key, { process, count: 1, longest, isVaried });
  }
}

/** Not when all that it started is forgotten. */
function isTold(process: Process): boolean {
  const { wasRunning, runs, omitted } = process;
  return !wasRunning || runs.length > 0 || omitted > 0 || hasDescendants(process);
}

function hasDescendants({ children, ended }: Process): boolean {
  return !!children?.size || !!ended?.size;
}

/** Nodes of an ended subtree. */
function size(process: Process): number {
  if (process.ended === null) return 1;
  let total = 1;
  for (const { process: child } of process.ended.values()) total += size(child);
  return total;
}

interface Placed {
  readonly process: Process;
  readonly count: number;
  readonly longest: number | null;
  readonly isVaried: boolean;
}

function node({ process, count, longest, isVaried }: Placed): TreeNode {
  const { pid, wasRunning, comm, before, moreRuns, exit, omitted } = process;
  const below: Placed[] = [
    ...(process.ended?.values() ?? []),
    ...[...(process.children ?? [])].map((child) => ({
      process: child,
      count: 1,
      longest: null,
      isVaried: false,
    })),
  ];
  below.sort((a, b) => a.process.since - b.process.since);
  return {
    pid,
    count,
    isVaried: isVaried && count > 1,
    wasRunning,
    comm,
    runs: before === null ? process.runs : [before, ...process.runs],
    moreRuns,
    uid: process.program?.uid ?? null,
    euid: process.program?.euid ?? null,
    exit: exit === null ? null : { code: exit.code, signal: exit.signal },
    lifetime: exit === null ? null : (longest ?? exit.lifetime),
    children: below.map(node),
    omitted,
  };
}
