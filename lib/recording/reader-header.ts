/** The header of a recording: from what CBOR says to the types of format.ts, or a ShapeError. */
import {
  type FilterRule,
  filterFields,
  type Header,
  type HostInfo,
  type PlannedPoint,
  type Previous,
  transports,
} from "./format.ts";
import type { FieldSchema, FieldType } from "./schema.ts";
import {
  countOf,
  countOrNull,
  type DataMap,
  dictionary,
  hashOf,
  mapOf,
  mapsOf,
  nameOf,
  nanosecondsOf,
  textOf,
  textOrNull,
  textsOf,
  want,
} from "./shape.ts";
import { range, type StoredSchema } from "./values.ts";

export interface StoredHeader extends Header {
  readonly schema: readonly StoredSchema[];
}

const maxKind = 0xffff;
const maxKinds = 1024;
const maxFields = 256;
const units = ["ns", "bytes", "octal", "bits", "id"] as const;

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
  const names = new Set(fields.map(({ name }) => name));
  want(names.size === fields.length && names.size <= maxFields, "fields", "a list of fields");
  return { kind, name: nameOf(map, "name"), fields, slots: slotsOf(fields) };
}

/** For the fields of a kind, or for some of them alone. */
export function slotsOf(fields: readonly FieldSchema[]): StoredSchema["slots"] {
  return dictionary(fields.map(({ name }, i) => [name, i] as const));
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
