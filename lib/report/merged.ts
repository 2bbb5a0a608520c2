/** Summaries of several hosts as one: the same tables, with the host in front. */
import type { Text } from "../recording/values.ts";
import type { SectionFound, Summary } from "./summary-data.ts";
import type { Cells, TallyColumn } from "./tally.ts";
import { mapRows, type Row, type Rows } from "./top.ts";

export interface OfHost {
  /** The host's name; with a number where several recordings are of it. */
  readonly host: Text;
  readonly summary: Summary;
}

export interface MergedPoint {
  readonly point: string;
  /** Of how many recordings it was watched. */
  readonly watched: number;
  readonly seen: number;
  readonly recorded: number;
  readonly lost: number;
  /** Null: for at least one it is not known. */
  readonly missed: number | null;
}

const hostColumn: TallyColumn = { name: "host", head: "host" };

export function withHosts(summaries: readonly Summary[]): OfHost[] {
  return summaries.map((summary, i) => {
    const { hostname } = summary.host;
    const isHost = ({ host }: Summary): boolean => host.hostname === hostname;
    const isOnly = summaries.filter(isHost).length === 1;
    const number = summaries.slice(0, i + 1).filter(isHost).length;
    return { host: isOnly ? hostname : `${hostname} (${number})`, summary };
  });
}

/** The tables that any of them has, in the order of the first that has them. */
export function mergedSections(hosts: readonly OfHost[], limit: number): SectionFound[] {
  const names = new Set(
    hosts.flatMap(({ summary }) => summary.sections.map(({ heading }) => heading.name)),
  );
  return [...names].flatMap((name) => {
    const found = hosts.flatMap(({ host, summary }) =>
      summary.sections
        .filter(({ heading }) => heading.name === name)
        .map((section) => ({ host, section })),
    );
    const [first] = found;
    if (first === undefined) return [];
    const { heading } = first.section;
    const rows = found.map(({ host, section }) => withHost(host, section.found));
    return [
      {
        heading: { ...heading, columns: [hostColumn, ...heading.columns] },
        found: mergedRows(rows, limit),
      },
    ];
  });
}

function withHost(host: Text, rows: Rows<Cells>): Rows<Cells> {
  return mapRows(rows, (value) => [host, ...value]);
}

/** The `limit` largest of all; what is left out is summed. */
export function mergedRows<T>(parts: readonly Rows<T>[], limit: number): Rows<T> {
  const sorted: Row<T>[] = parts.flatMap(({ rows }) => rows).sort((a, b) => b.count - a.count);
  const rest = sorted.slice(limit);
  const others = parts.flatMap(({ others }) => (others === null ? [] : [others]));
  const count =
    rest.reduce((sum, each) => sum + each.count, 0) +
    others.reduce((sum, each) => sum + each.count, 0);
  const keys = others.some(({ keys }) => keys === null)
    ? null
    : rest.length + others.reduce((sum, { keys }) => sum + (keys ?? 0), 0);
  return { rows: sorted.slice(0, limit), others: count === 0 ? null : { count, keys } };
}

/** By audit point, in the order of their first coming. */
export function mergedPoints(hosts: readonly OfHost[]): MergedPoint[] {
  const all = hosts.flatMap(({ summary }) => summary.points);
  return [...Map.groupBy(all, ({ point }) => point)].map(([point, each]) => {
    const watched = each.filter(({ plan, events }) => plan?.flavour != null || events > 0);
    const counts = watched.flatMap(({ counts }) => (counts === null ? [] : [counts]));
    const sum = (of: (one: (typeof counts)[number]) => number): number =>
      counts.reduce((total, one) => total + of(one), 0);
    const isKnown =
      counts.length === watched.length && counts.every(({ missed }) => missed !== null);
    return {
      point,
      watched: watched.length,
      seen: sum(({ seen }) => seen),
      recorded: each.reduce((total, { events }) => total + events, 0),
      lost: sum(({ lost }) => Object.values(lost).reduce((total, one) => total + one, 0)),
      missed: isKnown ? sum(({ missed }) => missed ?? 0) : null,
    };
  });
}

/** Each sentence once, with the hosts that it is about; null: all of them. */
export function mergedBlindSpots(
  hosts: readonly OfHost[],
): { readonly sentence: string; readonly hosts: readonly Text[] | null }[] {
  const said = hosts.flatMap(({ host, summary }) =>
    summary.notSeen.map((sentence) => ({ host, sentence })),
  );
  return [...Map.groupBy(said, ({ sentence }) => sentence)].map(([sentence, each]) => ({
    sentence,
    hosts: each.length === hosts.length ? null : each.map(({ host }) => host),
  }));
}
