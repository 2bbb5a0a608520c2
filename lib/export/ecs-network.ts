/** Ends of sockets and DNS messages, with the field names of ECS. */
import { type Address, address, type Entry, field, num } from "../recording/values.ts";
import { addressText, hostText } from "../report/address.ts";
import { parseDns } from "../report/dns/message.ts";
import { protocol } from "../report/section-columns.ts";
import { type EcsPoint, received } from "./ecs-points.ts";
import { hex, isIp, type Row } from "./row.ts";
import type { Told } from "./told.ts";

export function putNetwork(row: Row, { event, process, names }: Told, { ends }: EcsPoint): void {
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

export function putDns(row: Row, event: Entry): void {
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
