/** Which forced flavours share a recording. Pure. */
import type { PointCase } from "./compare.ts";

/** A way into the kernel: what flavours of different points have in common. */
export function doorOf(flavour: string): string {
  return flavour.slice(flavour.lastIndexOf("/") + 1);
}

export interface Forced {
  readonly one: PointCase;
  readonly flavour: string;
}

/** What is recorded together: points, each by the flavour that is forced. */
export interface Round {
  readonly door: string;
  readonly members: readonly Forced[];
}

/** A command is followed by these: where one of them is impossible, its recording says nothing about the others. */
const tree: readonly string[] = ["process.exec", "process.fork", "process.exit"];
const treeMayFail: readonly string[] = ["confidentiality"];

/** Those of a round that one of them is recorded with in a mode. */
export function recordedWith(one: Forced, { members }: Round, mode: string): readonly Forced[] {
  if (!treeMayFail.includes(mode)) return members;
  const isTree = ({ one: { point } }: Forced): boolean => tree.includes(point);
  return members.filter((member) => isTree(member) === isTree(one));
}

/**
 * Every flavour of every point in exactly one round. Those of a door go together, but one point is
 * forced once in each.
 */
export function rounds(
  points: readonly PointCase[],
  flavoursOf: (point: string) => readonly string[],
): Round[] {
  const made = new Map<string, { door: string; members: Forced[] }>();
  for (const one of points) {
    const used = new Map<string, number>();
    for (const flavour of flavoursOf(one.point)) {
      const door = doorOf(flavour);
      const nth = used.get(door) ?? 0;
      used.set(door, nth + 1);
      const key = `${door} ${nth}`;
      const round = made.get(key) ?? { door, members: [] };
      made.set(key, round);
      round.members.push({ one, flavour });
    }
  }
  return [...made.values()];
}
