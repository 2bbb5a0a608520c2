/**
 * An event with the field names of the Elastic Common Schema 9.4. Not known is absent; what the
 * schema has no field for is under `sonde.`, and the bytes of text that is not UTF-8, in hex, under
 * `sonde.bytes.`.
 */
import { errnoName } from "../errno.ts";
import type { StoredHeader } from "../recording/reader.ts";
import type { FieldSchema } from "../recording/schema.ts";
import {
  address,
  type Entry,
  int,
  isText,
  type StoredSchema,
  texts,
  type Value,
} from "../recording/values.ts";
import { addressText } from "../report/address.ts";
import { modeText } from "../report/sections-words.ts";
import { isoNanoseconds } from "../report/time.ts";
import { putDns, putNetwork } from "./ecs-network.ts";
import { type EcsForm, type EcsPoint, ecsPoints } from "./ecs-points.ts";
import { putProcess } from "./ecs-process.ts";
import { type Cell, cellOf, exact, noId, putText, putTexts, type Row, sondeBytes } from "./row.ts";
import type { Told } from "./told.ts";

const ecsVersion = "9.4.0";
const unknownPoint: EcsPoint = { category: [], type: ["info"], fields: {} };

/** Fields that are told of every event. */
const common = "ts start ret pid tid ppid uid gid euid comm".split(" ");
/** Of an event with ends of a socket. */
const ofNetwork = ["local", "remote", "protocol"];
/** What else is told elsewhere. */
const byPoint: Readonly<Record<string, readonly string[]>> = {
  "process.exec": ["path", "argv", "cgroup_path"],
  "net.dns": ["message"],
};

/** A field and where it goes. */
interface Planned {
  readonly index: number;
  readonly field: FieldSchema;
  readonly as: string;
  readonly form: EcsForm;
}

/** What is the same for all events of a kind. */
interface Plan {
  readonly point: EcsPoint;
  readonly fixed: Row;
  readonly fields: readonly Planned[];
}

const plans = new WeakMap<StoredSchema, Plan>();
const hosts = new WeakMap<StoredHeader, Row>();

/** Keys with dots, in a flat object: Elasticsearch takes them as it takes nested ones. */
export function ecsRow(told: Told): Row {
  const { event } = told;
  const plan = plans.get(event.schema) ?? planOf(event.schema);
  const row: Row = {
    "@timestamp": isoNanoseconds(told.ts + told.offset),
    "ecs.version": ecsVersion,
  };
  putOutcome(row, event);
  Object.assign(row, plan.fixed, hosts.get(told.header) ?? hostOf(told.header));
  putProcess(row, told);
  if (told.container !== null) row["container.id"] = told.container;
  for (const each of plan.fields) putField(row, event, each);
  putNetwork(row, told, plan.point);
  if (event.schema.name === "net.dns") putDns(row, event);
  return row;
}

function planOf(schema: StoredSchema): Plan {
  const { name, fields } = schema;
  const point = Object.hasOwn(ecsPoints, name) ? (ecsPoints[name] ?? unknownPoint) : unknownPoint;
  const told = new Set([
    ...common,
    ...(point.ends === undefined ? [] : ofNetwork),
    ...(Object.hasOwn(byPoint, name) ? (byPoint[name] ?? []) : []),
  ]);
  const { category, type, always } = point;
  const plan: Plan = {
    point,
    fixed: {
      "event.kind": "event",
      "event.module": "sonde",
      "event.dataset": "sonde.audit",
      "event.action": name,
      ...(category.length > 0 && { "event.category": category }),
      "event.type": type,
      ...always,
    },
    fields: fields.flatMap((field, index) => {
      if (told.has(field.name)) return [];
      const known = Object.hasOwn(point.fields, field.name) ? point.fields[field.name] : undefined;
      const { name: as, form } = known ?? { name: `sonde.${field.name}`, form: "same" };
      return [{ index, field, as, form }];
    }),
  };
  plans.set(schema, plan);
  return plan;
}

function hostOf(header: StoredHeader): Row {
  const { host } = header;
  const row: Row = {
    "host.name": host.hostname,
    "host.hostname": host.hostname,
    "host.architecture": host.arch,
    "host.boot.id": host.bootId,
    "host.os.type": "linux",
    "host.os.full": host.distribution,
    "host.os.kernel": host.kernel,
  };
  hosts.set(header, row);
  return row;
}

/** Before what is fixed: some points have no result, since they tell of nothing that failed. */
function putOutcome(row: Row, event: Entry): void {
  const ret = int(event, "ret");
  row["event.outcome"] = ret === null ? "unknown" : ret < 0 ? "failure" : "success";
  if (ret === null) return;
  row["sonde.ret"] = exact(ret);
  if (ret < 0) row["error.code"] = errnoName(Number(ret));
}

function putField(row: Row, event: Entry, { index, field, as, form }: Planned): void {
  const { name, type, unit } = field;
  const value = event.values[index] ?? null;
  if (value === null || (unit === "id" && value === noId)) return;
  if (type === "text" && isText(value)) {
    putText(row, as, value, sondeBytes);
    if (as === "file.path") putPathParts(row, String(row[as]));
  } else if (type === "texts") putTexts(row, as, texts(event, name), sondeBytes);
  else if (type === "address") {
    const found = address(event, name);
    if (found !== null) row[as] = addressText(found);
  } else row[as] = formed(value, form);
}

function formed(value: Value, form: EcsForm): Cell {
  if (form === "mode" && typeof value === "number") return modeText(value);
  return form === "keyword" ? String(cellOf(value)) : cellOf(value);
}

function putPathParts(row: Row, path: string): void {
  const slash = path.lastIndexOf("/");
  row["file.name"] = path.slice(slash + 1);
  if (slash >= 0) row["file.directory"] = slash === 0 ? "/" : path.slice(0, slash);
}
