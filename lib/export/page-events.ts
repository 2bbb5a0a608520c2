/** The events of a page: the first so many, by column, each text once. */
import type { FieldSchema } from "../recording/schema.ts";
import {
  address,
  type Entry,
  field,
  isText,
  num,
  type StoredSchema,
  type Text,
  texts,
} from "../recording/values.ts";
import { addressText } from "../report/address.ts";
import { commandLine } from "../report/command-line.ts";
import { eventText } from "../report/event-text.ts";
import type { Process, Run } from "../report/process.ts";
import { result } from "../report/section-columns.ts";
import { visible } from "../report/visible.ts";
import { asciiJson } from "./ascii-json.ts";
import { flagNames } from "./flat.ts";
import type { PageActor, PageDetails, PageEvents } from "./page/data.ts";
import { cellOf, hex, noId } from "./row.ts";
import type { Told } from "./told.ts";

/** Told of by the columns, or by the process. */
const elsewhere: ReadonlySet<string> = new Set("ts start pid ppid uid euid comm ret".split(" "));

/** Seldom looked for: behind what is the point's own. */
const last: ReadonlySet<string> = new Set("flags tid gid cpu cgroup pidns mntns".split(" "));

/** What is known of a kind of event. */
interface Kind {
  readonly point: number;
  readonly fields: readonly FieldSchema[];
}

export class PageEventList {
  readonly #limit: number;
  readonly #strings = new Map<string, number>();
  readonly #kinds = new Map<StoredSchema, Kind>();
  readonly #actors = new Map<Process, Map<Run | null, number>>();
  readonly #columns: Columns = { at: [], point: [], actor: [], result: [], text: [] };
  readonly #details: string[] = [];
  readonly #points: string[] = [];
  readonly #fields: string[][] = [];
  readonly #told: PageActor[] = [];
  /** ns since 1970. */
  #begin: bigint | null = null;
  #recording = -1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Events are of the next recording from now on. */
  next(): void {
    this.#recording++;
    this.#kinds.clear();
    this.#actors.clear();
  }

  /** Nothing more needs to be added. */
  get isFull(): boolean {
    return this.#columns.at.length >= this.#limit;
  }

  add(told: Told): void {
    if (this.isFull) return;
    const { event, process, names } = told;
    const { at, point, actor, result: results, text } = this.#columns;
    const kind = this.#kinds.get(event.schema) ?? this.#kind(event.schema);
    at.push(this.microseconds(told.ts + told.offset));
    point.push(kind.point);
    actor.push(this.#actor(told));
    results.push(this.#index(shown(result.cell(event, process, names))));
    text.push(this.#index(eventText(event, process, names)));
    const values: PageDetails[number] = kind.fields.map((each) => detail(event, each));
    this.#details.push(asciiJson(values)); // as text: in a third of the memory
  }

  /** Since the first event. wall: ns since 1970. */
  microseconds(wall: bigint): number {
    this.#begin ??= wall;
    return Number((wall - this.#begin) / 1000n);
  }

  /** chosen: how many there are in all. */
  events(chosen: number): PageEvents {
    return {
      begin: Number((this.#begin ?? 0n) / 1000n),
      omitted: chosen - this.#columns.at.length,
      strings: [...this.#strings.keys()],
      points: this.#points,
      fields: this.#fields,
      actors: this.#told,
      ...this.#columns,
    };
  }

  details(): readonly string[] {
    return this.#details;
  }

  #kind(schema: StoredSchema): Kind {
    const told = schema.fields.filter(({ name }) => !elsewhere.has(name));
    const fields = told.toSorted((a, b) => Number(last.has(a.name)) - Number(last.has(b.name)));
    const made = { point: this.#points.push(schema.name) - 1, fields };
    this.#fields.push(fields.map(({ name }) => name));
    this.#kinds.set(schema, made);
    return made;
  }

  #index(text: string | null): number {
    if (text === null || text === "") return -1;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, this.#strings.size);
    return this.#strings.size - 1;
  }

  #actor({ event, process, parent }: Told): number {
    const runs = this.#actors.get(process) ?? new Map<Run | null, number>();
    this.#actors.set(process, runs);
    const known = runs.get(process.program);
    if (known !== undefined) return known;
    const { program, comm } = process;
    const made = this.#told.push([
      this.#recording,
      process.pid,
      this.#index(shown(program?.path ?? comm)),
      this.#index(command(program)),
      num(event, "uid"),
      num(event, "ppid"),
      this.#index(shown(parent?.program?.path ?? parent?.comm ?? null)),
      this.#index(command(parent?.program ?? null)),
    ]);
    runs.set(program, made - 1);
    return made - 1;
  }
}

interface Columns {
  readonly at: number[];
  readonly point: number[];
  readonly actor: number[];
  readonly result: number[];
  readonly text: number[];
}

function shown(text: Text | null): string | null {
  return text === null ? null : visible(text);
}

function command(run: Run | null): string | null {
  return run?.argv ? commandLine(run.argv) : null;
}

function detail(event: Entry, { name, type, unit }: FieldSchema): string | number | null {
  if (name === "flags") return flagNames(event).join(", ") || null;
  const value = field(event, name);
  if (value === null || (unit === "id" && value === noId)) return null;
  if (type === "address") {
    const found = address(event, name);
    return found === null ? null : addressText(found);
  }
  if (type === "texts") return commandLine(texts(event, name) ?? []);
  if (type === "bytes" && value instanceof Uint8Array) return hex(value);
  if (isText(value)) return visible(value);
  if (unit === "octal" && typeof value === "number") return `0${value.toString(8)}`;
  if (unit === "bits" && typeof value !== "object") return `0x${value.toString(16)}`;
  return typeof value === "number" ? value : visible(String(cellOf(value)));
}
