/** Who descends from whom, by /proc. */
import { readdirSync } from "node:fs";
import { textOf } from "./text-file.ts";

/** Parent of every process, by pid. */
export function parents(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = textOf(`/proc/${name}/stat`);
    // The name before it may hold spaces and parentheses.
    const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent !== undefined) found.set(Number(name), Number(parent));
  }
  return found;
}

/**
 * Children of members that are not members yet, each with what its parent is. Ask again until there
 * are none: a child may have children that were not looked at before.
 */
export function newMembers<M>(
  parents: ReadonlyMap<number, number>,
  members: ReadonlyMap<number, M>,
): [pid: number, member: M][] {
  return [...parents].flatMap(([pid, parent]): [number, M][] => {
    const member = members.get(parent);
    return member === undefined || members.has(pid) ? [] : [[pid, member]];
  });
}
