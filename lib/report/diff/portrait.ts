/** What there is to compare of one recording, collected in one pass and in bounded memory. */

import { ProbeShapeError, parseProbe } from "../../probe/parse.ts";
import type { ProbeReport } from "../../probe/report.ts";
import { PerKind } from "../../recording/per-kind.ts";
import { type Ending, eachItem, type Wants } from "../../recording/reader.ts";
import { type Entry, type StoredSchema, slotOf, text } from "../../recording/values.ts";
import { Account, type Counter } from "../account.ts";
import { findingFields } from "../findings/fields.ts";
import { Findings } from "../findings/findings.ts";
import { History, historyFields } from "../history.ts";
import { KnownNames } from "../known-names.ts";
import { findingsTrait, findingThing } from "./finding-trait.ts";
import { lastingPath } from "./lasting.ts";
import { Things } from "./things.ts";
import { programOf, type Source, type Trait } from "./trait.ts";
import { traits } from "./traits.ts";

export interface Portrait {
  readonly path: string;
  readonly ending: Ending;
  readonly account: Account;
  readonly things: ReadonlyMap<Trait, Things>;
  /** Null: the recording holds none that this version can read. */
  readonly probe: ProbeReport | null;
}

/** Of the recording at `path` ("-": standard input). @throws SondeError when it can't be read */
export function portrait(path: string): Portrait {
  const painter = new Painter();
  const ending = eachItem(path, { wants }, (item, whole) => {
    switch (item.type) {
      case "header":
        painter.begin(new Account(item.header));
        break;
      case "probe":
        painter.probe = probeOf(item.report);
        break;
      case "record":
        painter.record(item.record, whole);
        break;
      default:
        painter.account().add(item);
    }
  });
  return painter.portrait(path, ending);
}

const names = new KnownNames();

const wants: Wants = ({ name }) => {
  const seen = sourcesOf(name).flatMap(({ source }) => source.fields);
  const learned = name === names.point ? names.fields : [];
  return new Set([...historyFields(name), ...findingFields(name), ...seen, ...learned]);
};

function probeOf(report: unknown): ProbeReport | null {
  try {
    return parseProbe(report);
  } catch (error) {
    if (error instanceof ProbeShapeError) return null;
    throw error;
  }
}

interface Of {
  readonly trait: Trait;
  readonly source: Source;
}

function sourcesOf(point: string): Of[] {
  return traits.flatMap((trait) =>
    trait.sources.filter((each) => each.point === point).map((source) => ({ trait, source })),
  );
}

/** Of a kind of event: its counter, and who looks at it. */
interface Kind {
  readonly counter: Counter;
  readonly sources: readonly Of[];
  readonly ts: number;
}

class Painter {
  probe: ProbeReport | null = null;
  readonly #names = new KnownNames();
  readonly #kinds = new PerKind((schema) => this.#kind(schema));
  readonly #things = new Map<Trait, Things>(traits.map((trait) => [trait, new Things()]));
  #begun: { readonly account: Account; history: History; findings: Findings } | null = null;

  begin(account: Account): void {
    const history = new History(account.begin);
    this.#begun = { account, history, findings: new Findings(history) };
  }

  account(): Account {
    return this.#known().account;
  }

  record(record: Entry, whole: () => Entry): void {
    const { account, history, findings } = this.#known();
    const { name } = record.schema;
    if (name === "process") {
      history.snapshot(record);
      this.#running(record, account);
      return;
    }
    const kind = this.#kinds.of(record.schema);
    kind.counter.events++;
    const ts = Number(record.values[kind.ts] ?? 0);
    if (ts > account.last) account.last = ts;
    const process = history.event(record, whole);
    if (name === this.#names.point) this.#names.learn(record);
    findings.event(record, process);
    for (const { trait, source } of kind.sources) {
      const seen = source.see(record, process, this.#names.nameOf);
      if (seen === null) continue;
      const by = source.isByParent ? history.parentOf(process) : process;
      const program = by === null ? null : programOf(by);
      this.#of(trait).add(seen, name, program);
    }
  }

  portrait(path: string, ending: Ending): Portrait {
    const { account, findings } = this.#known();
    const found = findings.found();
    const things = new Things();
    for (const each of found.findings) things.add(findingThing(each), each.point, null);
    if (found.more.size > 0) things.isFull = true;
    const all = new Map([...this.#things, [findingsTrait, things] as const]);
    return { path, ending, account, things: all, probe: this.probe };
  }

  /** What ran when the recording began; of no use where only a part of the host is recorded. */
  #running(record: Entry, { header }: Account): void {
    const { command, rules = [] } = header.filter;
    const path = text(record, "path");
    if (path === null || path === "" || command !== null || rules.length > 0) return;
    const [executables] = traits;
    if (executables === undefined) return;
    this.#of(executables).add({ key: [lastingPath(path)] }, "process.exec", null);
  }

  #kind(schema: StoredSchema): Kind {
    return {
      counter: this.account().counter(schema.name),
      sources: sourcesOf(schema.name),
      ts: slotOf(schema, "ts"),
    };
  }

  #of(trait: Trait): Things {
    const known = this.#things.get(trait);
    if (known === undefined) throw new Error("not one of the traits");
    return known;
  }

  #known(): { readonly account: Account; history: History; findings: Findings } {
    if (this.#begun === null) throw new Error("a recording begins with a header");
    return this.#begun;
  }
}
