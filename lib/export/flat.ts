/** An event as one flat object, with sonde's own names. Null: not known, or nothing to say. */
import { eventFlag } from "../events.gen.ts";
import type { FieldSchema } from "../recording/schema.ts";
import { address, type Entry, field, isText, num, texts } from "../recording/values.ts";
import { parseDns } from "../report/dns/message.ts";
import { result } from "../report/section-columns.ts";
import { isoNanoseconds } from "../report/time.ts";
import { type BytesName, cellOf, noId, putAddress, putText, putTexts, type Row } from "./row.ts";
import type { Told } from "./told.ts";

const bytesName: BytesName = (name) => `${name}_bytes`;

/**
 * time, host, point, the fields of the event as they are in the recording, then what is joined in:
 * of the process, of its parent, of the container, of the DNS message.
 */
export function flatRow(told: Told): Row {
  const { event, process, parent, header } = told;
  const row: Row = {
    time: isoNanoseconds(told.ts + told.offset),
    host: header.host.hostname,
    point: event.schema.name,
  };
  for (const each of event.schema.fields) putField(row, event, each);
  putText(row, "result", result.cell(event, process, told.names), bytesName);
  row.flag_names = flagNames(event);
  putText(row, "process_program", process.program?.path ?? null, bytesName);
  putTexts(row, "process_argv", process.program?.argv ?? null, bytesName);
  putText(row, "parent_program", parent?.program?.path ?? null, bytesName);
  putTexts(row, "parent_argv", parent?.program?.argv ?? null, bytesName);
  putText(row, "parent_comm", parent?.comm ?? null, bytesName);
  row.container = told.container;
  if ("message" in event.schema.slots) putDns(row, event);
  return row;
}

function putField(row: Row, event: Entry, { name, type, unit }: FieldSchema): void {
  const value = field(event, name);
  switch (type) {
    case "text":
      putText(row, name, isText(value) ? value : null, bytesName);
      break;
    case "texts":
      putTexts(row, name, texts(event, name), bytesName);
      break;
    case "address":
      putAddress(row, name, address(event, name));
      break;
    case "bytes":
      row[bytesName(name)] = cellOf(value);
      break;
    default:
      row[name] = unit === "id" && value === noId ? null : cellOf(value);
  }
}

/** hasRet says what `ret` says. */
const flagEntries = Object.entries(eventFlag).filter(([name]) => name !== "hasRet");

/** Of an event's `flags`, but for what its other fields say. */
export function flagNames(event: Entry): string[] {
  const flags = num(event, "flags") ?? 0;
  return flagEntries.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
}

function putDns(row: Row, event: Entry): void {
  const bytes = field(event, "message");
  const message = bytes instanceof Uint8Array ? parseDns(bytes) : null;
  const [question] = message?.questions ?? [];
  row.dns_type = message === null ? null : message.isResponse ? "answer" : "query";
  row.dns_name = question?.name ?? null;
  row.dns_question = question?.type ?? null;
  row.dns_rcode = message?.isResponse ? message.rcode : null;
  row.dns_answers = message?.answers.map(({ data }) => data) ?? null;
}
