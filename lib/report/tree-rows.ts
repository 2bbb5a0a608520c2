/** The tree of processes as rows of a table. */
import { baseName, executed } from "./command-line.ts";
import { countText, plural } from "./number.ts";
import { signalName } from "./signals.ts";
import type { Column } from "./table.ts";
import { durationText } from "./time.ts";
import type { TreeNode } from "./tree.ts";
import { condensed, processes } from "./tree-condensed.ts";
import { visible } from "./visible.ts";

export const treeColumns: readonly Column[] = [
  { head: "process", least: 24 },
  { head: "pid", figures: true },
  { head: "user", figures: true, mayGo: true },
  { head: "ended", figures: true, mayGo: true },
  { head: "after", figures: true, mayGo: true },
];

/** As many rows as `limit`, those nearest to the roots; what is left out is said where it is. */
export function treeRows(nodes: readonly TreeNode[], limit: number): string[][] {
  const roots = nodes.map(condensed);
  const shown = nearest(roots, limit);
  return roots
    .filter((root) => shown.has(root))
    .flatMap((root) => rows(root, "", "", shown, false));
}

/** The first `limit` nodes, level by level. */
function nearest(roots: readonly TreeNode[], limit: number): Set<TreeNode> {
  const shown = new Set<TreeNode>();
  let level = roots;
  while (level.length > 0 && shown.size < limit) {
    for (const node of level.slice(0, limit - shown.size)) shown.add(node);
    level = level.flatMap(({ children }) => children);
  }
  return shown;
}

/** inGroup: below a row that stands for several processes, and so one of as many itself. */
function rows(
  node: TreeNode,
  first: string,
  rest: string,
  shown: Set<TreeNode>,
  inGroup: boolean,
): string[][] {
  const children = node.children.filter((child) => shown.has(child));
  const hidden = node.children.filter((child) => !shown.has(child));
  const more = hidden.reduce((sum, each) => sum + processes(each), node.omitted);
  const isGroup = inGroup || node.count > 1;
  const below = children.flatMap((child, i) => {
    const isLast = i === children.length - 1 && more === 0;
    const [branch, stem] = isLast ? ["└ ", "  "] : ["├ ", "│ "];
    return rows(child, rest + branch, rest + stem, shown, isGroup);
  });
  const tail = `${rest}└ … ${plural(more, "more process", "more processes")}`;
  return [row(node, first, inGroup), ...below, ...(more === 0 ? [] : [[tail, "", "", "", ""]])];
}

function row(node: TreeNode, indent: string, inGroup: boolean): string[] {
  const { label, pid, user, ended, after } = nodeCells(node, inGroup);
  return [indent + label, pid === null ? "" : String(pid), user, ended, after];
}

/** What is said of a node, fit to be printed. inGroup: see rows(). */
export function nodeCells(node: TreeNode, inGroup: boolean): NodeCells {
  const { count, pid, lifetime } = node;
  const times = count > 1 ? `${countText(count)} × ` : "";
  const longest = lifetime === null ? "" : durationText(lifetime);
  return {
    label: times + label(node),
    pid: inGroup || count > 1 || pid === 0 ? null : pid,
    user: userText(node),
    ended: endText(node),
    after: inGroup ? "" : count > 1 ? `≤ ${longest}` : longest,
  };
}

export interface NodeCells {
  readonly label: string;
  /** Null: several, or not known. */
  readonly pid: number | null;
  readonly user: string;
  readonly ended: string;
  /** From fork to end. */
  readonly after: string;
}

/** The last program in full; of those before it the names. */
function label({ pid, runs, moreRuns, comm, wasRunning, isVaried }: TreeNode): string {
  if (pid === 0 && wasRunning) return "(of unknown parents)";
  const name = comm === null ? "?" : visible(comm);
  const last = runs.at(-1);
  if (last === undefined) return wasRunning ? name : `${name} (forked)`;
  const before = runs
    .slice(0, -1)
    .map(({ path }) => (path === null ? "?" : baseName(visible(path))));
  if (isVaried) return `${executed(last.path, null) || name} (different arguments)`;
  const between = moreRuns > 0 ? [`${countText(moreRuns)} more`] : [];
  return [...before, ...between, executed(last.path, last.argv) || name].join(" ⇒ ");
}

/** The user id; with another effective one both. */
function userText({ uid, euid }: TreeNode): string {
  if (uid === null) return "";
  return euid === null || euid === uid ? String(uid) : `${uid}→${euid}`;
}

function endText({ exit, wasRunning }: TreeNode): string {
  if (exit === null) return wasRunning ? "" : "running";
  return exit.signal > 0 ? signalName(exit.signal) : `exit ${exit.code}`;
}
