/**
 * The tree of what was started, kept small while it grows: a subtree that has ended and looks
 * like another one below the same parent becomes "×2".
 */
import type { Text } from "../recording/values.ts";
import { Process, type Run } from "./process.ts";

/** One process, or several that did the same. */
export interface TreeNode {
  readonly pid: number;
  readonly count: number;
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
const maxRuns = 8;
/** Longer signatures are replaced by their hash; a weak one would let an attacker hide a process. */
const maxSignature = 100;

export class Tree {
  /** Processes that were started while recorded. */
  started = 0;
  /** Those that were running before, and started something. */
  readonly #roots = new Set<Process>();
  /** Stands for parents that the recording does not know. */
  readonly #unknown = new Process({ pid: 0, start: null, isRounded: false }, null, true);
  #nodes = 0;

  /** A process was started. parent: null when it is not known. */
  start(child: Process, parent: Process | null): void {
    this.started++;
    const place = parent !== null && this.#has(parent) ? parent : this.#unknown;
    if (this.#nodes >= maxNodes || place.depth >= maxDepth) {
      place.omitted++;
      return;
    }
    if (place.wasRunning) this.#roots.add(place);
    this.#nodes++;
    child.parent = place;
    child.depth = place.depth + 1;
    place.children.add(child);
  }

  run(process: Process, run: Run): void {
    if (process.wasRunning && this.#nodes < maxNodes && !this.#roots.has(process)) {
      this.#nodes++;
      this.#roots.add(process);
    }
    if (process.runs.length === maxRuns) {
      process.runs.pop();
      process.moreRuns++;
    }
    process.runs.push(run);
  }

  /** A process has ended. */
  end(process: Process): void {
    let current = process;
    for (;;) {
      const { parent } = current;
      if (parent === null || current.exit === null || current.children.size > 0) return;
      parent.children.delete(current);
      current.parent = null;
      this.#merge(parent, current);
      current = parent;
    }
  }

  /** The roots, oldest first, each with all that is known below it. */
  nodes(): TreeNode[] {
    return [...this.#roots].sort((a, b) => a.pid - b.pid).map((root) => node(root, 1, null));
  }

  /** Is it in the tree, or could it be a root? */
  #has(process: Process): boolean {
    return process.wasRunning || process.parent !== null;
  }

  #merge(parent: Process, process: Process): void {
    const key = signature(process);
    const lifetime = process.exit?.lifetime ?? 0;
    const same = parent.ended.get(key);
    if (same !== undefined) {
      same.count++;
      same.longest = Math.max(same.longest, lifetime);
      this.#nodes -= size(process);
    } else if (parent.ended.size < maxEndedPerParent) {
      parent.ended.set(key, { process, count: 1, longest: lifetime });
    } else {
      parent.omitted += size(process);
      this.#nodes -= size(process);
    }
  }
}

/** Nodes of an ended subtree. */
function size(process: Process): number {
  let total = 1;
  for (const { process: child } of process.ended.values()) total += size(child);
  return total;
}

/** Equal for processes that did the same. */
function signature(process: Process): string {
  const { runs, moreRuns, comm, exit, omitted } = process;
  const children = [...process.ended].map(([key, { count }]) => `${count}*${key}`).sort();
  const ran = runs.length > 0 ? runs.map(runKey) : textKey(comm);
  const all = JSON.stringify([ran, moreRuns, exit?.code, exit?.signal, omitted, children]);
  if (all.length <= maxSignature) return all;
  return new Bun.CryptoHasher("sha256").update(all).digest("base64");
}

function runKey({ path, argv, uid, euid }: Run): unknown {
  return [textKey(path), argv?.map(textKey), uid, euid];
}

function textKey(text: Text | null): unknown {
  return text instanceof Uint8Array ? [Buffer.from(text).toString("hex")] : text;
}

function node(process: Process, count: number, longest: number | null): TreeNode {
  const { pid, wasRunning, comm, before, moreRuns, exit, omitted } = process;
  const runs = before === null ? process.runs : [before, ...process.runs];
  const ended = [...process.ended.values()];
  const below: { process: Process; count: number; longest: number | null }[] = [
    ...ended,
    ...[...process.children].map((child) => ({ process: child, count: 1, longest: null })),
  ];
  below.sort((a, b) => a.process.since - b.process.since);
  return {
    pid,
    count,
    wasRunning,
    comm,
    runs,
    moreRuns,
    uid: process.program?.uid ?? null,
    euid: process.program?.euid ?? null,
    exit: exit === null ? null : { code: exit.code, signal: exit.signal },
    lifetime: exit === null ? null : (longest ?? exit.lifetime),
    children: below.map((each) => node(each.process, each.count, each.longest)),
    omitted,
  };
}
