/** Cases out of what is said about points: by the flavour that sonde chooses, and by each that is forced. */
import { isPointName, point } from "../lib/points.ts";
import type { Case, Outcome } from "./case.ts";
import { recordChosen, workloadsOf } from "./chosen.ts";
import { impossible, judge, type PointCase } from "./compare.ts";
import { type Forced, type Round, recordedWith, rounds } from "./doors.ts";
import { type Recorded, recordWorkloads } from "./recorded.ts";

/** Compares a point's events with the workloads' ground truth, and its counts with the events. */
export function chosenCase(one: PointCase): Case {
  return {
    ...common(one),
    name: one.name,
    run: async (machine) => outcomeOf(one, await recordChosen(machine)),
  };
}

/** A fallback that nothing takes would rot unseen: each flavour of each point is forced once. */
export function forcedCases(points: readonly PointCase[]): Case[] {
  return rounds(points, flavoursOf).flatMap((round) =>
    round.members.map((forced) => forcedCase(forced, round)),
  );
}

function forcedCase(forced: Forced, round: Round): Case {
  const { one, flavour } = forced;
  return {
    ...common(one),
    name: `${one.name}:${flavour.replaceAll("/", "-")}`,
    door: round.door,
    async run(machine) {
      const members = recordedWith(forced, round, machine.mode);
      const flavours = new Map(members.map((member) => [member.one.point, member.flavour]));
      const recorded = await recordWorkloads(machine, {
        points: [...flavours.keys()],
        forced: [...flavours],
        workloads: workloadsOf(members.map((member) => member.one)),
      });
      return outcomeOf(one, recorded);
    },
  };
}

function common({ point: name, limits }: PointCase): Pick<Case, "point" | "limits"> {
  return limits === undefined ? { point: name } : { point: name, limits };
}

function flavoursOf(name: string): readonly string[] {
  return isPointName(name) ? point(name).flavours.map((flavour) => flavour.name) : [];
}

function outcomeOf(one: PointCase, recorded: Recorded | Outcome): Outcome {
  if (!("result" in recorded)) return judge(one, recorded);
  if (recorded.result !== "impossible") return recorded;
  const own = rejectedIn(one.point, recorded.reason);
  return own.length > 0 ? impossible(own) : recorded;
}

/** What sonde says of one point when it gives reasons point by point (`point: flavour: reason`). */
function rejectedIn(name: string, words: string): { flavour: string; reason: string }[] {
  return words.split("\n").flatMap((line) => {
    const [, found, flavour, reason] = /^\s*([\w.]+): ([\w/]+): (.*)$/.exec(line) ?? [];
    return found === name && flavour && reason ? [{ flavour, reason }] : [];
  });
}
