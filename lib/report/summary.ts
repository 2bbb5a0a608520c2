/** One pass over a recording, in bounded memory, to what a person wants to know of it. */
import type { Counts, Incident, PointCounts, Trailer } from "../recording/format.ts";
import type { Ending, Item, StoredHeader } from "../recording/reader.ts";
import { type Entry, int } from "../recording/values.ts";
import { blindSpots } from "./blind-spots.ts";
import { blindRules, watchedPoints } from "./findings/coverage.ts";
import { Findings } from "./findings/findings.ts";
import { rules } from "./findings/rules.ts";
import { Grouping } from "./grouping.ts";
import { History } from "./history.ts";
import { sections } from "./sections.ts";
import type { PointSummary, Summary } from "./summary-data.ts";
import { isoTime } from "./time.ts";

/** More are a flapping switch, which a few of them tell as well. */
const incidentsKept = 20;

/** @throws SondeError as the items do */
export function summarize(path: string, items: Generator<Item, Ending>, limit: number): Summary {
  let step = items.next();
  if (step.done || step.value.type !== "header")
    throw new Error("a recording begins with a header");
  const fold = new Fold(step.value.header);
  for (step = items.next(); !step.done; step = items.next()) fold.add(step.value);
  return fold.summary(path, step.value, limit);
}

class Fold {
  readonly #header: StoredHeader;
  readonly #history: History;
  readonly #findings: Findings;
  readonly #groupings = sections.map((section) => new Grouping(section));
  readonly #groupingsOf: ReadonlyMap<string, readonly Grouping[]>;
  readonly #events = new Map<string, number>();
  readonly #incidents: Incident[] = [];
  #unknown = 0;
  #last: number;
  #counts: Counts | null = null;
  #countedAt: number | null = null;
  #trailer: Trailer | null = null;

  constructor(header: StoredHeader) {
    this.#header = header;
    this.#last = Number(header.time.clock);
    this.#history = new History(header.time.clock);
    this.#findings = new Findings(this.#history);
    this.#groupingsOf = Map.groupBy(this.#groupings, ({ section }) => section.point);
  }

  add(item: Item): void {
    switch (item.type) {
      case "record":
        if (item.record.schema.name === "process") this.#history.snapshot(item.record);
        else this.#event(item.record);
        break;
      case "mark":
        this.#counted(item.mark);
        break;
      case "incident":
        if (this.#incidents.length < incidentsKept) this.#incidents.push(item.incident);
        break;
      case "trailer":
        this.#trailer = item.trailer;
        this.#counted(item.trailer);
        break;
      case "unknown":
        this.#unknown++;
        break;
    }
  }

  summary(path: string, ending: Ending, limit: number): Summary {
    const { host, sonde, time, filter } = this.#header;
    this.#history.end();
    const began = Number(time.clock);
    const seconds = this.#last > began ? (this.#last - began) / 1e9 : null;
    const points = this.#points(seconds);
    const { tree, programs, running } = this.#history;
    return {
      path,
      ending,
      sonde,
      host,
      begin: isoTime(BigInt(time.wall)),
      end: seconds === null ? null : isoTime(BigInt(time.wall) + BigInt(Math.round(seconds * 1e9))),
      seconds,
      reason: this.#trailer?.reason ?? null,
      filter,
      command: this.#trailer?.command ?? null,
      events: points.reduce((sum, { events }) => sum + events, 0),
      lost: points.reduce((sum, { counts }) => sum + (counts === null ? 0 : lostOf(counts)), 0),
      processes: { running, started: tree.started },
      points,
      findings: {
        ...this.#findings.found(),
        blind: blindRules(rules, watchedPoints(this.#header)),
      },
      notSeen: blindSpots({
        header: this.#header,
        ending,
        points,
        incidents: this.#incidents,
        unknown: this.#unknown,
        unfollowed: this.#trailer?.unfollowed ?? 0,
        countedSeconds: this.#countedAt === null ? null : (this.#countedAt - began) / 1e9,
      }),
      programs: programs.rows(limit),
      tree: tree.nodes(),
      sections: this.#groupings.map((each) => ({
        section: each.section,
        found: each.rows(limit),
      })),
    };
  }

  #event(event: Entry): void {
    const { name } = event.schema;
    this.#events.set(name, (this.#events.get(name) ?? 0) + 1);
    const ts = Number(int(event, "ts") ?? 0);
    if (ts > this.#last) this.#last = ts;
    const process = this.#history.event(event);
    for (const grouping of this.#groupingsOf.get(name) ?? []) grouping.add(event, process);
    this.#findings.event(event, process);
  }

  #counted({ ts, points }: { readonly ts: number | bigint; readonly points: Counts }): void {
    this.#counts = points;
    this.#countedAt = Number(ts);
    this.#last = Math.max(this.#last, Number(ts));
  }

  /** In the order of the plan, then those that are only in the file. */
  #points(seconds: number | null): PointSummary[] {
    const plan = new Map(this.#header.plan.map((planned) => [planned.point, planned]));
    const counts = this.#counts ?? {};
    const names = new Set([...plan.keys(), ...Object.keys(counts), ...this.#events.keys()]);
    return [...names].map((point) => {
      const events = this.#events.get(point) ?? 0;
      return {
        point,
        plan: plan.get(point) ?? null,
        counts: Object.hasOwn(counts, point) ? (counts[point] ?? null) : null,
        events,
        rate: seconds === null ? null : events / seconds,
      };
    });
  }
}

export function lostOf(counts: PointCounts): number {
  return Object.values(counts.lost).reduce((sum, each) => sum + each, 0);
}
