/**
 * An event with the field names of the Elastic Common Schema 9.4. Not known is absent; what the
 * schema has no field for is under `sonde.`, and the bytes of text that is not UTF-8, in hex, under
 * `sonde.bytes.`.
 */

import { errnoName } from "../errno.ts";
import {
  type Address,
  address,
  type Entry,
  field,
  int,
  isText,
  num,
  texts,
  type Value,
} from "../recording/values.ts";
import { addressText, hostText } from "../report/address.ts";
import { commandLine } from "../report/command-line.ts";
import { parseDns } from "../report/dns/message.ts";
import type { Process } from "../report/process.ts";
import { protocol } from "../report/section-columns.ts";
import { modeText } from "../report/sections-words.ts";
import { isoNanoseconds } from "../report/time.ts";
import { type EcsField, type EcsPoint, ecsPoints, received } from "./ecs-points.ts";
import {
  type BytesName,
  type Cell,
  cellOf,
  exact,
  hex,
  isIp,
  noId,
  putText,
  putTexts,
  type Row,
} from "./row.ts";
import type { Told } from "./told.ts";

const ecsVersion = "9.4.0";
const unknownPoint: EcsPoint = { category: [], type: ["info"], fields: {} };
/** /proc rounds the start of a process to this: the same id for both. */
const tickNs = 10_000_000;

const bytesName: BytesName = (name) => `sonde.bytes.${name.replace(/^sonde\./, "")}`;

/** Fields that are told by others. */
const spoken: ReadonlySet<string> = new Set(
  "ts start ret pid tid ppid uid gid euid comm local remote argv protocol message cgroup_path".split(
    " ",
  ),
);
/** Of a program that runs: process.executable says it. */
const ownPath: ReadonlySet<string> = new Set(["process.exec"]);

/** Keys with dots, in a flat object: Elasticsearch takes them as it takes nested ones. */
export function ecsRow(told: Told): Row {
  const row: Row = {};
  const { event } = told;
  const { name } = event.schema;
  const point = Object.hasOwn(ecsPoints, name) ? (ecsPoints[name] ?? unknownPoint) : unknownPoint;
  putEvent(row, told, point);
  putHost(row, told);
  putProcess(row, told);
  if (told.container !== null) row["container.id"] = told.container;
  Object.assign(row, point.always);
  for (const each of event.schema.fields) {
    if (spoken.has(each.name) || (each.name === "path" && ownPath.has(name))) continue;
    const known = Object.hasOwn(point.fields, each.name) ? point.fields[each.name] : undefined;
    putField(row, event, each.name, known);
  }
  putNetwork(row, told, point);
  if (name === "net.dns") putDns(row, event);
  return row;
}

function putEvent(row: Row, { event, ts, offset }: Told, { category, type }: EcsPoint): void {
  row["@timestamp"] = isoNanoseconds(ts + offset);
  row["ecs.version"] = ecsVersion;
  row["event.kind"] = "event";
  row["event.module"] = "sonde";
  row["event.dataset"] = "sonde.audit";
  row["event.action"] = event.schema.name;
  if (category.length > 0) row["event.category"] = category;
  row["event.type"] = type;
  const ret = int(event, "ret");
  row["event.outcome"] = ret === null ? "unknown" : ret < 0 ? "failure" : "success";
  if (ret === null) return;
  row["sonde.ret"] = exact(ret);
  if (ret < 0) row["error.code"] = errnoName(Number(ret));
}

function putHost(row: Row, { header: { host } }: Told): void {
  row["host.name"] = host.hostname;
  row["host.hostname"] = host.hostname;
  row["host.architecture"] = host.arch;
  row["host.boot.id"] = host.bootId;
  row["host.os.type"] = "linux";
  row["host.os.full"] = host.distribution;
  row["host.os.kernel"] = host.kernel;
}

function putProcess(row: Row, told: Told): void {
  const { event, process, parent } = told;
  const pid = num(event, "pid");
  const tid = num(event, "tid");
  const comm = field(event, "comm");
  if (pid !== null) row["process.pid"] = pid;
  if (tid !== null) row["process.thread.id"] = tid;
  if (isText(comm)) putText(row, "process.thread.name", comm, bytesName);
  putActor(row, "process", process, told);
  const ppid = num(event, "ppid");
  if (ppid !== null) row["process.parent.pid"] = ppid;
  if (parent !== null) putActor(row, "process.parent", parent, told);
  putIds(row, event, "uid", ["user.id", "process.real_user.id"]);
  putIds(row, event, "euid", ["process.user.id"]);
  putIds(row, event, "gid", ["group.id", "process.real_group.id"]);
  const euid = num(event, "euid");
  if (euid !== null && euid !== num(event, "uid")) row["user.effective.id"] = String(euid);
  if (event.schema.name === "process.exit") row["process.end"] = row["@timestamp"] ?? null;
}

function putIds(row: Row, event: Entry, name: string, names: readonly string[]): void {
  const id = num(event, name);
  if (id !== null) for (const each of names) row[each] = String(id);
}

function putActor(
  row: Row,
  prefix: string,
  { pid, start, program, comm }: Process,
  told: Told,
): void {
  const path = program?.path ?? null;
  const argv = program?.argv ?? null;
  if (start !== null) {
    const boot = told.header.host.bootId;
    row[`${prefix}.entity_id`] = `${boot}/${pid}/${Math.floor(start / tickNs)}`;
    row[`${prefix}.start`] = isoNanoseconds(BigInt(start) + told.offset);
  }
  if (path !== null) {
    putText(row, `${prefix}.executable`, path, bytesName);
    row[`${prefix}.name`] = lastPart(String(row[`${prefix}.executable`]));
  } else if (comm !== null) putText(row, `${prefix}.name`, comm, bytesName);
  if (argv === null) return;
  putTexts(row, `${prefix}.args`, argv, bytesName);
  row[`${prefix}.command_line`] = commandLine(argv);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function putField(row: Row, event: Entry, name: string, known: EcsField | undefined): void {
  const value = field(event, name);
  const schema = event.schema.fields[event.schema.index.get(name) ?? -1];
  if (value === null || (schema?.unit === "id" && value === noId)) return;
  const as = known?.name ?? `sonde.${name}`;
  const type = schema?.type;
  if (type === "text" && isText(value)) {
    putText(row, as, value, bytesName);
    if (as === "file.path") putPathParts(row, String(row[as]));
  } else if (type === "texts") putTexts(row, as, texts(event, name), bytesName);
  else if (type === "address") {
    const found = address(event, name);
    if (found !== null) row[as] = addressText(found);
  } else row[as] = formed(value, known);
}

function formed(value: Value, known: EcsField | undefined): Cell {
  const { form } = known ?? { form: "same" };
  if (form === "mode" && typeof value === "number") return modeText(value);
  if (form === "keyword") return String(cellOf(value));
  return value instanceof Uint8Array ? hex(value) : cellOf(value);
}

function putPathParts(row: Row, path: string): void {
  const slash = path.lastIndexOf("/");
  row["file.name"] = path.slice(slash + 1);
  if (slash >= 0) row["file.directory"] = slash === 0 ? "/" : path.slice(0, slash);
}

function putNetwork(row: Row, { event, process, names }: Told, { ends }: EcsPoint): void {
  if (ends === undefined) return;
  const isReceived = event.schema.name === "net.dns" && num(event, "sent") !== 1;
  for (const end of ["local", "remote"] as const) {
    const found = address(event, end);
    if (found !== null) putEnd(row, (isReceived ? received : ends)[end], found, names);
  }
  const number = num(event, "protocol");
  if (number === null) return;
  row["network.iana_number"] = String(number);
  const word = protocol.cell(event, process, names);
  if (typeof word === "string") row["network.transport"] = word;
}

function putEnd(row: Row, prefix: string, found: Address, names: Told["names"]): void {
  if (!isIp(found)) {
    row[`${prefix}.address`] = addressText(found);
    return;
  }
  const host = hostText(found);
  row["network.type"] = found.host.length === 4 ? "ipv4" : "ipv6";
  row[`${prefix}.address`] = host;
  row[`${prefix}.ip`] = host;
  row[`${prefix}.port`] = found.port;
  const name = names(host);
  if (name !== null) row[`${prefix}.domain`] = name;
}

function putDns(row: Row, event: Entry): void {
  const bytes = field(event, "message");
  if (!(bytes instanceof Uint8Array)) return;
  row["sonde.bytes.message"] = hex(bytes);
  const message = parseDns(bytes);
  if (message === null) return;
  const { id, isResponse, opcode, rcode, questions, answers } = message;
  const [question] = questions;
  row["dns.id"] = String(id);
  row["dns.op_code"] = opcode;
  row["dns.type"] = isResponse ? "answer" : "query";
  if (question !== undefined) {
    row["dns.question.name"] = question.name;
    row["dns.question.type"] = question.type;
  }
  if (!isResponse) return;
  row["dns.response_code"] = rcode;
  row["dns.answers"] = answers.map(({ name, type, ttl, data }) => ({ name, type, ttl, data }));
  row["dns.resolved_ip"] = answers
    .filter(({ type }) => type === "A" || type === "AAAA")
    .map(({ data }) => data);
}
