/** Two recordings: what the later one shows that the earlier one does not, and the reverse. */
import { type Change, compareHosts, comparePlans, compareProbes } from "../../probe/diff.ts";
import { findingsTrait } from "./finding-trait.ts";
import { type Gaps, gapsOf } from "./gaps.ts";
import type { Portrait } from "./portrait.ts";
import type { Thing, Things } from "./things.ts";
import type { Trait } from "./trait.ts";
import { newVersion } from "./version.ts";

/** new?, gone?: the recording without it could not tell. */
export const statuses = ["changed", "new", "gone", "new?", "gone?"] as const;
export type Status = (typeof statuses)[number];

export interface Difference {
  readonly status: Status;
  /** In the order of the trait's columns. */
  readonly key: readonly string[];
  /** Who did it first, or what became of it. */
  readonly detail: string;
}

export interface TraitDifferences {
  readonly trait: Trait;
  readonly differences: readonly Difference[];
}

export interface RecordingDifferences {
  readonly before: Portrait;
  readonly after: Portrait;
  /** Nothing differs, and there is nothing of which that is not known. */
  readonly isSame: boolean;
  readonly traits: readonly TraitDifferences[];
  /** Where each can't tell that something did not happen. */
  readonly gaps: { readonly before: Gaps; readonly after: Gaps };
  /** What kernel, plan and probe say differently. */
  readonly changes: readonly Change[];
}

export function compareRecordings(before: Portrait, after: Portrait): RecordingDifferences {
  const gaps = { before: gapsOf(before, after), after: gapsOf(after, before) };
  const isOneHost = hostOf(before) === hostOf(after);
  const traits = [...before.things].map(([trait, was]) => {
    const is = after.things.get(trait) ?? was;
    const differences = [
      ...changed(was, is, isOneHost),
      ...only(is, was, (thing) => (isUnknown(trait, thing, was, gaps.before) ? "new?" : "new")),
      ...only(was, is, (thing) => (isUnknown(trait, thing, is, gaps.after) ? "gone?" : "gone")),
    ];
    return { trait, differences: joined(trait, differences.sort(order(trait))) };
  });
  const changes = changesOf(before, after);
  const isSame =
    changes.length === 0 && traits.every(({ differences }) => differences.length === 0);
  return { before, after, isSame, traits, gaps, changes };
}

const hostOf = ({ account }: Portrait): string => account.header.host.hostname;

function changesOf(before: Portrait, after: Portrait): Change[] {
  const { plan } = before.account.header;
  const { plan: later } = after.account.header;
  if (before.probe !== null && after.probe !== null) {
    return compareProbes({ report: before.probe, plan }, { report: after.probe, plan: later });
  }
  return [
    ...compareHosts(before.account.header.host, after.account.header.host),
    ...comparePlans(plan, later),
  ];
}

function changed(was: Things, is: Things, isOneHost: boolean): Difference[] {
  return is.all().flatMap((thing) => {
    const old = was.find(thing);
    if (old === null || old === "by another name") return [];
    const detail = newVersion(old.versions, thing.versions, isOneHost);
    return detail === null ? [] : [{ status: "changed", key: thing.key, detail }];
  });
}

function only(these: Things, others: Things, status: (thing: Thing) => Status): Difference[] {
  return these
    .all()
    .filter((thing) => others.find(thing) === null)
    .map((thing) => ({ status: status(thing), key: thing.key, detail: thing.program }));
}

/** Could the other recording have had it and not tell? */
function isUnknown(trait: Trait, thing: Thing, others: Things, gaps: Gaps): boolean {
  if (gaps.all !== null || others.isFull || gaps.points.has(thing.point)) return true;
  if (trait === findingsTrait) return gaps.rules.has(thing.key[1] ?? "");
  return gaps.noUnix && thing.key[0]?.startsWith("unix:") === true;
}

/** Sorted ones. */
function joined({ isJoined }: Trait, differences: readonly Difference[]): readonly Difference[] {
  if (!isJoined) return differences;
  const groups = Map.groupBy(differences, ({ status, key, detail }) =>
    [status, ...key.slice(0, -1), detail].join("\0"),
  );
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const last = all.map(({ key }) => key.at(-1) ?? "").join(", ");
    return [{ ...first, key: [...first.key.slice(0, -1), last] }];
  });
}

function order({ isOrdered }: Trait): (a: Difference, b: Difference) => number {
  return (a, b) => {
    const byStatus = statuses.indexOf(a.status) - statuses.indexOf(b.status);
    if (byStatus !== 0 || isOrdered) return byStatus;
    const [one, other] = [a.key.join("\0"), b.key.join("\0")];
    return one < other ? -1 : one > other ? 1 : 0;
  };
}
