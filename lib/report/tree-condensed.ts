/** The tree for people: many siblings that ran the same program become a few and one for the rest. */
import type { Text } from "../recording/values.ts";
import type { TreeNode } from "./tree.ts";

/** So many are shown as they are. */
const maxAlike = 5;
/** Of more than that, these, and the rest as one. */
const examples = 2;

/** The same tree with such siblings together, at every level. */
export function condensed(node: TreeNode): TreeNode {
  const alike = Map.groupBy(node.children, alikeKey);
  const children = [...alike.values()].flatMap((nodes) =>
    nodes.length <= maxAlike
      ? nodes.map((each) => ({ each, at: node.children.indexOf(each) }))
      : together(nodes).map((each, i) => ({ each, at: node.children.indexOf(nodes[i] ?? node) })),
  );
  children.sort((a, b) => a.at - b.at);
  return { ...node, children: children.map(({ each }) => condensed(each)) };
}

/** What they ran, and how it ended. */
function alikeKey({ runs, comm, uid, exit }: TreeNode): string {
  const ran = runs.length === 0 ? [textKey(comm)] : runs.map(({ path }) => textKey(path));
  return JSON.stringify([ran, uid, exit?.code, exit?.signal]);
}

function textKey(text: Text | null): string | null {
  return text instanceof Uint8Array ? `\0${Buffer.from(text).toString("hex")}` : text;
}

function together(nodes: readonly TreeNode[]): TreeNode[] {
  const [first, ...others] = nodes.slice(examples);
  if (first === undefined) return [...nodes];
  const all = [first, ...others];
  const lifetimes = all.flatMap(({ lifetime }) => (lifetime === null ? [] : [lifetime]));
  const rest = {
    ...first,
    count: all.reduce((sum, { count }) => sum + count, 0),
    isVaried: true,
    lifetime: lifetimes.length === 0 ? null : Math.max(...lifetimes),
    children: [],
    omitted: all.reduce((sum, each) => sum + descendants(each), 0),
  };
  return [...nodes.slice(0, examples), rest];
}

/** Processes below a node, and below all that it stands for. */
function descendants(node: TreeNode): number {
  const below = node.children.reduce((sum, each) => sum + processes(each), node.omitted);
  return node.isVaried ? below : node.count * below;
}

/** In a subtree and all that are like it. */
export function processes(node: TreeNode): number {
  return node.count + descendants(node);
}
