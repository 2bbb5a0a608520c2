/**
 * The items of a recording, one by one, each checked against the schema in the file's own header
 * and against the order that items come in.
 */
import { Decoder } from "./decoder.ts";
import type { Data } from "./decoder-item.ts";
import { type Wanted, wantedOf } from "./decoder-scalars.ts";
import { formatVersion, type Incident, type Mark, type Trailer } from "./format.ts";
import { headerOf, type StoredHeader, slotsOf } from "./reader-header.ts";
import { incidentOf, markOf, trailerOf } from "./reader-shapes.ts";
import { plain, ShapeError } from "./shape.ts";
import { type Entry, fits, isMap, type StoredSchema, type Value } from "./values.ts";

export type Item =
  | { readonly type: "header"; readonly header: StoredHeader }
  | { readonly type: "probe"; readonly report: unknown }
  /** A running process or an event. */
  | { readonly type: "record"; readonly record: Entry }
  | { readonly type: "mark"; readonly mark: Mark }
  | { readonly type: "incident"; readonly incident: Incident }
  | { readonly type: "trailer"; readonly trailer: Trailer }
  /** A kind or a type of item that this version does not know. */
  | { readonly type: "unknown"; readonly value: Data };

const selfDescribedTag = 55799;
const arrayMajor = 4;

/** Which fields of a kind of record are asked for, by name; null: all of them. */
export type Wants = (kind: StoredSchema) => ReadonlySet<string> | null;

/** A kind of record, with what is asked for every value laid out flat. */
interface Kind {
  /** As the file has it. */
  readonly stored: StoredSchema;
  /** The fields that are wanted. */
  readonly schema: StoredSchema;
  readonly wanted: Wanted;
  /** As many nulls as are wanted: an array that is copied and filled is faster than one that grows. */
  readonly absent: readonly Value[];
  /** The same one for all of the kind; see ItemReader. */
  readonly reused: { readonly item: Item; readonly values: Value[] };
}

export class ItemReader {
  readonly decoder = new Decoder();
  readonly #wants: Wants;
  readonly #reuses: boolean;
  /** By the kind's number, which is small: see reader-header.ts. */
  #kinds: readonly (Kind | undefined)[] | null = null;
  /** Of each kind the one that wants all fields. */
  readonly #whole = new Map<Kind, Kind>();
  #probed = false;
  #ended = false;

  /**
   * wants: the other fields are checked and left out. reuses: a record is good only until the next
   * one of its kind comes.
   */
  constructor(wants: Wants, reuses: boolean) {
    this.#wants = wants;
    this.#reuses = reuses;
  }

  /** Decodes the item at the decoder's position. @throws CborError */
  next(): Item {
    const { decoder } = this;
    const at = decoder.position;
    decoder.beginItem();
    const head = decoder.peek();
    if (this.#kinds === null) return this.#header(at);
    if (this.#ended && head >= 0) decoder.fail("data after the trailer", at);
    return head >>> 5 === arrayMajor ? this.#record(this.#kinds, at) : this.#map(at);
  }

  #header(at: number): Item {
    const { decoder } = this;
    if (decoder.tag() !== selfDescribedTag) decoder.fail("not a recording", at);
    const value = decoder.value();
    if (!isMap(value) || value.get("type") !== "header") {
      return decoder.fail("CBOR, but not a recording", at);
    }
    const format = value.get("format");
    if (format !== formatVersion) {
      const found = typeof format === "number" ? format : "unknown";
      decoder.fail(`a recording of format ${found}; this sonde reads format ${formatVersion}`, at);
    }
    const header = this.#shaped(() => headerOf(value), "header", at);
    const kinds: (Kind | undefined)[] = [];
    for (const schema of header.schema) kinds[schema.kind] = kindOf(schema, this.#wants(schema));
    this.#kinds = kinds;
    return { type: "header", header };
  }

  #record(kinds: readonly (Kind | undefined)[], at: number): Item {
    const { decoder } = this;
    const count = decoder.arrayLength();
    const number = count === 0 ? -1 : decoder.value();
    const kind = typeof number === "number" ? kinds[number] : undefined;
    if (kind === undefined) {
      const value: Data[] = [];
      if (count > 0) value.push(number);
      while (value.length < count) value.push(decoder.value());
      return { type: "unknown", value };
    }
    const { schema, reused, absent, stored } = kind;
    if (count !== stored.fields.length + 1) {
      decoder.fail(`${schema.name}: a wrong number of fields`, at);
    }
    if (this.#reuses) {
      this.#values(kind, reused.values, at);
      return reused.item;
    }
    const values = absent.slice();
    this.#values(kind, values, at);
    return { type: "record", record: { schema, values } };
  }

  /** Decodes the values of a record, those that are wanted into their places, all of which it fills. */
  #values(kind: Kind, values: Value[], at: number): void {
    const { decoder } = this;
    const { stored, wanted } = kind;
    const { slots } = wanted;
    const fields = slots.length;
    for (let i = 0; i < fields; i++) {
      i = decoder.scalars(values, i, wanted);
      if (i === fields) break;
      const value = this.#field(kind, i);
      const slot = slots[i] ?? -1;
      if (slot >= 0) values[slot] = value;
    }
    if (decoder.float) decoder.fail(`${stored.name}: a number that is not whole`, at);
  }

  /** The record at `at`, which was read before, with all its fields. */
  whole(at: number): Entry {
    const { decoder } = this;
    decoder.position = at;
    decoder.beginItem();
    decoder.arrayLength();
    const number = decoder.value();
    const found = typeof number === "number" ? this.#kinds?.[number] : undefined;
    if (found === undefined) return decoder.fail("not a record", at);
    const kind = this.#whole.get(found) ?? kindOf(found.stored, null);
    this.#whole.set(found, kind);
    const { schema, reused } = kind;
    this.#values(kind, reused.values, at);
    return { schema, values: reused.values };
  }

  #field({ stored, wanted: { types, min, max } }: Kind, index: number): Value {
    const at = this.decoder.position;
    const value = this.decoder.value();
    const type = types[index] ?? "other";
    if (typeof value === "number") {
      if (value >= (min[index] ?? 0) && value <= (max[index] ?? 0)) return value;
    } else if (fits(type, value)) return value;
    return this.decoder.fail(`${stored.name}: "${stored.fields[index]?.name}" is not ${type}`, at);
  }

  #map(at: number): Item {
    const { decoder } = this;
    const value = decoder.value();
    if (!isMap(value)) return decoder.fail("neither a map nor an array", at);
    switch (value.get("type")) {
      case "header":
        return decoder.fail("a second header", at);
      case "probe":
        if (this.#probed) decoder.fail("a second probe report", at);
        this.#probed = true;
        return { type: "probe", report: plain(value.get("report") ?? null) };
      case "mark":
        return { type: "mark", mark: this.#shaped(() => markOf(value), "mark", at) };
      case "incident": {
        const incident = this.#shaped(() => incidentOf(value), "incident", at);
        return { type: "incident", incident };
      }
      case "trailer": {
        const trailer = this.#shaped(() => trailerOf(value), "trailer", at);
        this.#ended = true;
        return { type: "trailer", trailer };
      }
      default:
        return { type: "unknown", value };
    }
  }

  #shaped<T>(read: () => T, what: string, at: number): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof ShapeError) this.decoder.fail(`${what}: ${error.message}`, at);
      throw error;
    }
  }
}

function kindOf(stored: StoredSchema, names: ReadonlySet<string> | null): Kind {
  const fields = stored.fields.filter(({ name }) => names?.has(name) ?? true);
  const schema = { ...stored, fields, slots: slotsOf(fields) };
  const values: Value[] = fields.map(() => null);
  return {
    stored,
    schema,
    reused: { item: { type: "record", record: { schema, values } }, values },
    wanted: wantedOf(
      stored.fields.map(({ type }) => type),
      stored.fields.map((field) => fields.includes(field)),
    ),
    absent: fields.map(() => null),
  };
}
