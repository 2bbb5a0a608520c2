/** From the items of a recording, one after the other, to a summary; in bounded memory. */

import { PerKind } from "../recording/per-kind.ts";
import type { Ending, Item, StoredHeader, Wants } from "../recording/reader.ts";
import { type Entry, type StoredSchema, slotOf } from "../recording/values.ts";
import { Account, type Counter } from "./account.ts";
import { areas } from "./area.ts";
import { type Choice, eventTime, findingsPart, isAsked } from "./choice.ts";
import { FileGroups } from "./file-groups.ts";
import { blindRules, watchedPoints } from "./findings/coverage.ts";
import { findingFields } from "./findings/fields.ts";
import { Findings } from "./findings/findings.ts";
import { rules } from "./findings/rules.ts";
import { Grouping } from "./grouping.ts";
import { History, historyFields } from "./history.ts";
import { KnownNames } from "./known-names.ts";
import { Names } from "./names.ts";
import { sections } from "./sections.ts";
import { lostOf, type Summary } from "./summary-data.ts";
import type { Tally } from "./tally.ts";
import { isoTime } from "./time.ts";
import { TimelineCounter } from "./timeline.ts";

/** Everything about one kind of event, so that it is looked up once. */
interface Kind {
  readonly counter: Counter;
  /** Where the time is among the values. */
  readonly ts: number;
  readonly tellsNames: boolean;
  /** Its events count. */
  readonly isChosen: boolean;
  readonly timeline: Float64Array;
  readonly tallies: readonly Tally[];
}

export class Fold {
  readonly #choice: Choice;
  /** For what is suspicious. */
  readonly #looks: boolean;
  readonly #names = new KnownNames();
  readonly #tallies: readonly Tally[];
  readonly #kinds = new PerKind((schema) => this.#kind(schema));
  #recording: Recording | null = null;
  #chosen = 0;

  constructor(choice: Choice) {
    this.#choice = choice;
    this.#looks = isAsked(choice, findingsPart);
    const all: Tally[] = [
      new FileGroups(),
      ...sections.map((section) => new Grouping(section, this.#names.nameOf)),
      new Names(this.#names),
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
      default:
        this.#begun().account.add(item);
    }
  }

  /** When all items were added. */
  summary(path: string, ending: Ending): Summary {
    const { account, history, findings, timeline } = this.#begun();
    const { header, trailer, last } = account;
    const { limit } = this.#choice;
    history.end();
    const seconds = account.seconds();
    const points = account.points();
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
      reason: trailer?.reason ?? null,
      filter: header.filter,
      command: trailer?.command ?? null,
      events: points.reduce((sum, { events }) => sum + events, 0),
      chosen: this.#chosen,
      lost: points.reduce((sum, { counts }) => sum + (counts === null ? 0 : lostOf(counts)), 0),
      processes: { running, started: tree.started },
      points,
      findings: {
        ...(findings?.found() ?? { findings: [], more: new Map() }),
        blind: findings === null ? [] : blindRules(rules, watchedPoints(header)),
      },
      notSeen: account.notSeen(ending),
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
    const { account, history, timeline, findings } = recording;
    const kind = this.#kinds.of(record.schema);
    if (kind === null) {
      history.snapshot(record);
      return;
    }
    const time = record.values[kind.ts];
    // Number() of a number is a call that no compiler gets right.
    const ts = typeof time === "number" ? time : Number(time ?? 0);
    kind.counter.events++;
    if (ts > account.last) account.last = ts;
    const process = history.event(record, whole);
    // What an address is called is of use whoever asked for it.
    if (kind.tellsNames) this.#names.learn(record);
    if (!kind.isChosen || !recording.isInTime(ts) || !history.isChosen(process)) return;
    this.#chosen++;
    process.events++;
    timeline.add(kind.timeline, ts);
    for (const tally of kind.tallies) tally.add(record, process);
    findings?.event(record, process);
  }

  /** Null: of processes that were running at the beginning. */
  #kind(schema: StoredSchema): Kind | null {
    const { name } = schema;
    if (name === "process") return null;
    const { account, timeline } = this.#begun();
    return {
      counter: account.counter(name),
      ts: slotOf(schema, "ts"),
      tellsNames: name === this.#names.point,
      isChosen: this.#choice.isPoint(name),
      timeline: timeline.row(name),
      tallies: this.#listeners(name),
    };
  }

  /** Who listens to a point. */
  #listeners(point: string): Tally[] {
    return this.#tallies.filter(({ points }) => points.includes(point));
  }

  #begun(): Recording {
    if (this.#recording === null) throw new Error("a recording begins with a header");
    return this.#recording;
  }
}

/** What is known once the header was read. */
class Recording {
  readonly account: Account;
  readonly history: History;
  readonly timeline: TimelineCounter;
  /** Null: nobody asks for what is suspicious. */
  readonly findings: Findings | null;
  readonly #since: number | null;
  readonly #until: number | null;

  constructor(header: StoredHeader, choice: Choice) {
    const { pid, since, until } = choice;
    this.account = new Account(header);
    const { begin } = this.account;
    this.#since = eventTime(since, header.time);
    this.#until = eventTime(until, header.time);
    this.history = new History(begin, { pid, since: this.#since, until: this.#until });
    this.timeline = new TimelineCounter(begin);
    this.findings = isAsked(choice, findingsPart) ? new Findings(this.history) : null;
  }

  isInTime(ts: number): boolean {
    return (
      (this.#since === null || ts >= this.#since) && (this.#until === null || ts <= this.#until)
    );
  }
}
