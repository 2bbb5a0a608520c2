/** From the items of a recording, one after the other, to a summary; in bounded memory. */
import type { Counts, Incident, Trailer } from "../recording/format.ts";
import type { Ending, Item, StoredHeader, Wants } from "../recording/reader.ts";
import type { Entry, StoredSchema } from "../recording/values.ts";
import { areas } from "./area.ts";
import { blindSpots } from "./blind-spots.ts";
import { type Choice, eventTime, findingsPart, isAsked } from "./choice.ts";
import { FileGroups } from "./file-groups.ts";
import { blindRules, watchedPoints } from "./findings/coverage.ts";
import { findingFields } from "./findings/fields.ts";
import { Findings } from "./findings/findings.ts";
import { rules } from "./findings/rules.ts";
import { Grouping } from "./grouping.ts";
import { History, historyFields } from "./history.ts";
import { Names } from "./names.ts";
import { sections } from "./sections.ts";
import { lostOf, type PointSummary, type Summary } from "./summary-data.ts";
import type { Tally } from "./tally.ts";
import { isoTime } from "./time.ts";
import { TimelineCounter } from "./timeline.ts";

/** More are a flapping switch, which a few of them tell as well. */
const incidentsKept = 20;

/** Everything about one kind of event, so that it is looked up once. */
interface Kind {
  readonly point: string;
  events: number;
  /** Where the time is among the values. */
  readonly ts: number;
  /** Its events count. */
  readonly isChosen: boolean;
  readonly timeline: Float64Array;
  readonly tallies: readonly Tally[];
}

export class Fold {
  readonly #choice: Choice;
  /** For what is suspicious. */
  readonly #looks: boolean;
  readonly #names = new Names();
  readonly #tallies: readonly Tally[];
  readonly #kinds = new Map<StoredSchema, Kind>();
  #recording: Recording | null = null;
  readonly #incidents: Incident[] = [];
  #unknown = 0;
  #chosen = 0;
  #counts: Counts | null = null;
  #countedAt: number | null = null;
  #trailer: Trailer | null = null;

  constructor(choice: Choice) {
    this.#choice = choice;
    this.#looks = isAsked(choice, findingsPart);
    const all: Tally[] = [
      new FileGroups(),
      ...sections.map((section) => new Grouping(section, this.#names.nameOf)),
      this.#names,
    ];
    this.#tallies = all
      .filter(({ heading }) => isAsked(choice, heading))
      .sort((a, b) => areas.indexOf(a.heading.area) - areas.indexOf(b.heading.area));
  }

  /** The fields that it looks at: the others need not be decoded. */
  readonly wants: Wants = ({ name }) => {
    const tallied = this.#listeners(name).flatMap(({ fields }) => fields);
    const learned = name === this.#names.point ? this.#names.fields : [];
    const searched = this.#looks ? findingFields(name) : [];
    return new Set([...historyFields(name), ...tallied, ...learned, ...searched]);
  };

  /** whole: the item, if it is a record, with all its fields. */
  add(item: Item, whole: () => Entry): void {
    switch (item.type) {
      case "header":
        this.#recording = new Recording(item.header, this.#choice);
        break;
      case "record":
        this.#record(item.record, whole);
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

  /** When all items were added. */
  summary(path: string, ending: Ending): Summary {
    const recording = this.#begun();
    const { header, history, findings, begin, last, timeline } = recording;
    const { limit } = this.#choice;
    history.end();
    const seconds = last > begin ? (last - begin) / 1e9 : null;
    const points = this.#points(header, seconds);
    const { tree, programs, running } = history;
    const wall = BigInt(header.time.wall);
    return {
      path,
      ending,
      sonde: header.sonde,
      host: header.host,
      begin: isoTime(wall),
      end: seconds === null ? null : isoTime(wall + BigInt(Math.round(seconds * 1e9))),
      seconds,
      reason: this.#trailer?.reason ?? null,
      filter: header.filter,
      command: this.#trailer?.command ?? null,
      events: points.reduce((sum, { events }) => sum + events, 0),
      chosen: this.#chosen,
      lost: points.reduce((sum, { counts }) => sum + (counts === null ? 0 : lostOf(counts)), 0),
      processes: { running, started: tree.started },
      points,
      findings: {
        ...(findings?.found() ?? { findings: [], more: new Map() }),
        blind: findings === null ? [] : blindRules(rules, watchedPoints(header)),
      },
      notSeen: blindSpots({
        header,
        ending,
        points,
        incidents: this.#incidents,
        unknown: this.#unknown,
        unfollowed: this.#trailer?.unfollowed ?? 0,
        countedSeconds: this.#countedAt === null ? null : (this.#countedAt - begin) / 1e9,
      }),
      timeline: timeline.timeline(last),
      programs: programs.rows(limit),
      tree: tree.nodes(),
      sections: this.#tallies.map((tally) => ({
        heading: tally.heading,
        found: tally.rows(limit),
      })),
    };
  }

  #record(record: Entry, whole: () => Entry): void {
    const recording = this.#begun();
    if (record.schema.name === "process") {
      recording.history.snapshot(record);
      return;
    }
    const kind = this.#kinds.get(record.schema) ?? this.#kind(record.schema, recording);
    const ts = Number(record.values[kind.ts] ?? 0);
    kind.events++;
    if (ts > recording.last) recording.last = ts;
    const process = recording.history.event(record, whole);
    // What an address is called is of use whoever asked for it.
    if (kind.point === this.#names.point) this.#names.learn(record);
    if (!kind.isChosen || !recording.isInTime(ts) || !recording.history.isChosen(process)) return;
    this.#chosen++;
    process.events++;
    recording.timeline.add(kind.timeline, ts);
    for (const tally of kind.tallies) tally.add(record, process);
    recording.findings?.event(record, process);
  }

  #kind(schema: StoredSchema, { timeline }: Recording): Kind {
    const { name } = schema;
    const kind = {
      point: name,
      events: 0,
      ts: schema.index.get("ts") ?? -1,
      isChosen: this.#choice.isPoint(name),
      timeline: timeline.row(name),
      tallies: this.#listeners(name),
    };
    this.#kinds.set(schema, kind);
    return kind;
  }

  /** Who listens to a point. */
  #listeners(point: string): Tally[] {
    return this.#tallies.filter(({ points }) => points.includes(point));
  }

  #counted({ ts, points }: { readonly ts: number | bigint; readonly points: Counts }): void {
    const recording = this.#begun();
    this.#counts = points;
    this.#countedAt = Number(ts);
    recording.last = Math.max(recording.last, Number(ts));
  }

  #begun(): Recording {
    if (this.#recording === null) throw new Error("a recording begins with a header");
    return this.#recording;
  }

  /** In the order of the plan, then those that are only in the file. */
  #points(header: StoredHeader, seconds: number | null): PointSummary[] {
    const plan = new Map(header.plan.map((planned) => [planned.point, planned]));
    const counts = this.#counts ?? {};
    const events = new Map([...this.#kinds.values()].map((kind) => [kind.point, kind.events]));
    const names = new Set([...plan.keys(), ...Object.keys(counts), ...events.keys()]);
    return [...names].map((point) => {
      const recorded = events.get(point) ?? 0;
      return {
        point,
        plan: plan.get(point) ?? null,
        counts: Object.hasOwn(counts, point) ? (counts[point] ?? null) : null,
        events: recorded,
        rate: seconds === null ? null : recorded / seconds,
      };
    });
  }
}

/** What is known once the header was read. */
class Recording {
  readonly header: StoredHeader;
  /** ns since boot, as all times of events. */
  readonly begin: number;
  last: number;
  readonly history: History;
  readonly timeline: TimelineCounter;
  /** Null: nobody asks for what is suspicious. */
  readonly findings: Findings | null;
  readonly #since: number | null;
  readonly #until: number | null;

  constructor(header: StoredHeader, choice: Choice) {
    const { pid, since, until } = choice;
    this.header = header;
    this.begin = Number(header.time.clock);
    this.last = this.begin;
    this.#since = eventTime(since, header.time);
    this.#until = eventTime(until, header.time);
    this.history = new History(this.begin, { pid, since: this.#since, until: this.#until });
    this.timeline = new TimelineCounter(this.begin);
    this.findings = isAsked(choice, findingsPart) ? new Findings(this.history) : null;
  }

  isInTime(ts: number): boolean {
    return (
      (this.#since === null || ts >= this.#since) && (this.#until === null || ts <= this.#until)
    );
  }
}
