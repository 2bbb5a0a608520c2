/** The maps of a recording: from what CBOR says to the types of format.ts, or a ShapeError. */
import type { Data } from "./decoder-item.ts";
import {
  type Counts,
  type FilterRule,
  filterFields,
  type Header,
  type HostInfo,
  type Incident,
  type Mark,
  type PlannedPoint,
  type PointCounts,
  type Previous,
  type Trailer,
  transports,
} from "./format.ts";
import type { FieldSchema, FieldType } from "./schema.ts";
import { isList, isMap, range, type StoredSchema } from "./values.ts";

export interface StoredHeader extends Header {
  readonly schema: readonly StoredSchema[];
}

export class ShapeError extends Error {}

type DataMap = ReadonlyMap<string, Data>;

const namePattern = /^[a-z][a-z0-9_.]{0,63}$/;
const hashBytes = 32;
const maxKind = 0xffff;
const maxKinds = 1024;
const maxFields = 256;
const units = ["ns", "bytes", "octal", "bits", "id"] as const;

function want(ok: boolean, key: string, what: string): asserts ok {
  if (!ok) throw new ShapeError(`"${key}" is not ${what}`);
}

function mapOf(map: DataMap, key: string): DataMap {
  const value = map.get(key);
  want(isMap(value), key, "a map");
  return value;
}

function mapsOf(map: DataMap, key: string): DataMap[] {
  const value = map.get(key);
  want(isList(value), key, "a list");
  const maps = value.filter(isMap);
  want(maps.length === value.length, key, "a list of maps");
  return maps;
}

function textOf(map: DataMap, key: string): string {
  const value = map.get(key);
  want(typeof value === "string", key, "text");
  return value;
}

function textOrNull(map: DataMap, key: string): string | null {
  return (map.get(key) ?? null) === null ? null : textOf(map, key);
}

function textsOf(map: DataMap, key: string): string[] {
  const value = map.get(key);
  want(isList(value), key, "a list");
  const found = value.filter((each) => typeof each === "string");
  want(found.length === value.length, key, "a list of text");
  return found;
}

function nameOf(map: DataMap, key: string): string {
  const name = textOf(map, key);
  want(namePattern.test(name), key, "a name");
  return name;
}

/** Counts of 2^32 and more may have been written as a float or in eight bytes. */
function countOf(map: DataMap, key: string): number {
  const value = map.get(key);
  const count = typeof value === "bigint" ? Number(value) : value;
  want(typeof count === "number" && Number.isSafeInteger(count) && count >= 0, key, "a count");
  return count;
}

function countOrNull(map: DataMap, key: string): number | null {
  return (map.get(key) ?? null) === null ? null : countOf(map, key);
}

function nanosecondsOf(map: DataMap, key: string): number | bigint {
  const value = map.get(key);
  if (typeof value === "bigint" && value >= 0n) return value;
  return countOf(map, key);
}

/** An object that inherits nothing: its keys come from the file. */
function dictionary<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function countsOf(map: DataMap, key: string): Counts {
  const points: [string, PointCounts][] = [];
  for (const [name, value] of mapOf(map, key)) {
    want(namePattern.test(name) && isMap(value), key, "a map of points");
    const lost = mapOf(value, "lost");
    for (const reason of lost.keys()) want(namePattern.test(reason), "lost", "a map of reasons");
    points.push([
      name,
      {
        seen: countOf(value, "seen"),
        recorded: countOf(value, "recorded"),
        lost: dictionary([...lost.keys()].map((reason) => [reason, countOf(lost, reason)])),
        missed: countOrNull(value, "missed"),
      },
    ]);
  }
  return dictionary(points);
}

function hashOf(map: DataMap): Uint8Array {
  const value = map.get("hash");
  want(value instanceof Uint8Array && value.length === hashBytes, "hash", "a SHA-256");
  return value;
}

function isFieldType(name: string): name is FieldType {
  return Object.hasOwn(range, name);
}

function fieldOf(map: DataMap): FieldSchema {
  const type = textOf(map, "type");
  const unit = units.find((each) => each === map.get("unit"));
  return {
    name: nameOf(map, "name"),
    type: isFieldType(type) ? type : "other",
    ...(unit === undefined ? {} : { unit }),
  };
}

function kindSchema(map: DataMap): StoredSchema {
  const kind = countOf(map, "kind");
  want(kind <= maxKind, "kind", "a kind");
  const fields = mapsOf(map, "fields").map(fieldOf);
  const index = new Map(fields.map(({ name }, i) => [name, i]));
  want(index.size === fields.length && index.size <= maxFields, "fields", "a list of fields");
  return { kind, name: nameOf(map, "name"), fields, index };
}

function schemaOf(map: DataMap): StoredSchema[] {
  const schemas = mapsOf(map, "schema").map(kindSchema);
  const kinds = new Set(schemas.map((each) => each.kind));
  const names = new Set(schemas.map((each) => each.name));
  const unique = kinds.size === schemas.length && names.size === schemas.length;
  want(unique && schemas.length <= maxKinds, "schema", "a list of kinds");
  return schemas;
}

function stateOf(map: DataMap): PlannedPoint["state"] {
  const state = textOf(map, "state");
  const known =
    state === "verified" ||
    state === "attached" ||
    state === "unverified" ||
    state === "not possible";
  want(known, "state", "a state");
  return state;
}

function plannedPoint(map: DataMap): PlannedPoint {
  return {
    point: nameOf(map, "point"),
    flavour: textOrNull(map, "flavour"),
    program: textOrNull(map, "program"),
    state: stateOf(map),
    blind: map.has("blind") ? textsOf(map, "blind") : [],
    rejected: mapsOf(map, "rejected").map((each) => ({
      flavour: textOf(each, "flavour"),
      reason: textOf(each, "reason"),
    })),
  };
}

function hostOf(map: DataMap): HostInfo {
  return {
    hostname: textOf(map, "hostname"),
    distribution: textOf(map, "distribution"),
    kernel: textOf(map, "kernel"),
    build: textOf(map, "build"),
    arch: textOf(map, "arch"),
    bootId: textOf(map, "bootId"),
    cpus: countOf(map, "cpus"),
  };
}

function ruleOf(map: DataMap): FilterRule {
  const field = filterFields.find((each) => each === map.get("field"));
  const exclude = map.get("exclude");
  want(field !== undefined && typeof exclude === "boolean", "rules", "a list of rules");
  return { field, value: textOf(map, "value"), exclude };
}

function previousOf(map: DataMap): Previous {
  return { file: textOf(map, "file"), hash: hashOf(map) };
}

function transportOf(map: DataMap): Pick<Header, "transport"> {
  const transport = transports.find((each) => each === map.get("transport"));
  return transport === undefined ? {} : { transport };
}

export function headerOf(map: DataMap): StoredHeader {
  const time = mapOf(map, "time");
  const filter = mapOf(map, "filter");
  return {
    type: "header",
    format: countOf(map, "format"),
    sonde: textOf(map, "sonde"),
    host: hostOf(mapOf(map, "host")),
    time: { wall: nanosecondsOf(time, "wall"), clock: nanosecondsOf(time, "clock") },
    plan: mapsOf(map, "plan").map(plannedPoint),
    schema: schemaOf(map),
    filter: {
      points: textsOf(filter, "points"),
      command: (filter.get("command") ?? null) === null ? null : textsOf(filter, "command"),
      rules: filter.has("rules") ? mapsOf(filter, "rules").map(ruleOf) : [],
      redacted: filter.get("redacted") === true,
      ...(filter.has("unix") && { unix: filter.get("unix") === true }),
    },
    ...transportOf(map),
    ...(map.has("buffer") ? { buffer: countOf(map, "buffer") } : {}),
    charged: countOrNull(map, "charged"),
    previous: (map.get("previous") ?? null) === null ? null : previousOf(mapOf(map, "previous")),
  };
}

export function markOf(map: DataMap): Mark {
  return {
    type: "mark",
    ts: nanosecondsOf(map, "ts"),
    points: countsOf(map, "points"),
    hash: hashOf(map),
  };
}

export function incidentOf(map: DataMap): Incident {
  return {
    type: "incident",
    ts: nanosecondsOf(map, "ts"),
    what: textOf(map, "what"),
    text: textOf(map, "text"),
    points: textsOf(map, "points"),
  };
}

export function trailerOf(map: DataMap): Trailer {
  const hasCommand = (map.get("command") ?? null) !== null;
  const command = hasCommand ? mapOf(map, "command") : null;
  return {
    type: "trailer",
    ts: nanosecondsOf(map, "ts"),
    reason: textOf(map, "reason"),
    points: countsOf(map, "points"),
    unfollowed: countOf(map, "unfollowed"),
    command: command && {
      code: countOrNull(command, "code"),
      signal: countOrNull(command, "signal"),
    },
    hash: hashOf(map),
  };
}

/** Any value as plain objects, for those who only hand it on (the probe report). */
export function plain(value: Data): unknown {
  if (isMap(value)) return dictionary([...value].map(([key, each]) => [key, plain(each)]));
  return isList(value) ? value.map(plain) : value;
}
