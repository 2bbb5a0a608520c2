/** What can't be compared, in sentences. */
import { visible } from "../visible.ts";
import type { Gaps } from "./gaps.ts";
import type { Portrait } from "./portrait.ts";

type Side = { readonly of: Portrait; readonly gaps: Gaps };

/** Fit to be printed; the most serious first. */
export function gapSentences(before: Side, after: Side): string[] {
  const told = [wholly, points, tooMany, ofUnix, ofMissed].flatMap((tell) => [
    ...tell(before).map((sentence) => ({ sentence, side: "Before" })),
    ...tell(after).map((sentence) => ({ sentence, side: "After" })),
  ]);
  const groups = Map.groupBy(told, ({ sentence }) => sentence);
  return [...groups].map(([sentence, [first, other]]) =>
    other === undefined ? `${first?.side}: ${sentence}` : `Both: ${sentence}`,
  );
}

function wholly({ of: { ending }, gaps: { all } }: Side): string[] {
  const cut = ending.state === "cut" ? ["the file was cut; how it went on is unknown."] : [];
  return all === null ? cut : [`${all}: what is not in it may have happened.`];
}

/** Points with the same gap are told together. */
function points({ gaps }: Side): string[] {
  const groups = Map.groupBy(gaps.points, ([, why]) => why);
  return [...groups].map(
    ([why, each]) => `${why}: ${each.map(([point]) => visible(point)).join(", ")}.`,
  );
}

function tooMany({ of: { things } }: Side): string[] {
  const full = [...things].filter(([, { isFull }]) => isFull);
  return full.map(([{ title }]) => `${title}: more than are remembered.`);
}

function ofUnix({ gaps: { noUnix } }: Side): string[] {
  return noUnix ? ["UNIX sockets: not asked for (--unix)."] : [];
}

function ofMissed({ of: { account } }: Side): string[] {
  const isUncounted = account
    .points()
    .some(({ plan, counts }) => plan?.flavour && counts?.missed === null);
  return isUncounted ? ["whether the kernel ever skipped a hook (missed) is unknown."] : [];
}
