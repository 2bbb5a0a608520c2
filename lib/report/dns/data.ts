/** The data of resource records as zone files write it. */
import { ipText } from "../address.ts";
import { byteText, DnsError, readName } from "./name.ts";

/** Where the data lies in its message. */
interface Place {
  readonly message: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Longer ones are cut with an ellipsis: a name or address never is. */
const maxText = 1024;
const maxUnknownBytes = 64;

const readers: ReadonlyMap<string, (place: Place) => string> = new Map([
  ["A", (place) => addressOf(place, 4)],
  ["AAAA", (place) => addressOf(place, 16)],
  ["CNAME", (place) => nameAt(place, 0)],
  ["DNAME", (place) => nameAt(place, 0)],
  ["NS", (place) => nameAt(place, 0)],
  ["PTR", (place) => nameAt(place, 0)],
  ["MX", (place) => `${u16(place, 0)} ${nameAt(place, 2)}`],
  ["SRV", (place) => `${u16(place, 0)} ${u16(place, 2)} ${u16(place, 4)} ${nameAt(place, 6)}`],
  ["TXT", strings],
  ["SPF", strings],
  ["HTTPS", service],
  ["SVCB", service],
]);

/** message[start..end) of a record of that type. @throws DnsError */
export function dataText(type: string, message: Uint8Array, start: number, end: number): string {
  const place = { message, start, end };
  return (readers.get(type) ?? unknown)(place);
}

/** RFC 3597: \# length hex. */
function unknown({ message, start, end }: Place): string {
  const shown = Buffer.from(message.subarray(start, Math.min(end, start + maxUnknownBytes)));
  const more = end - start > maxUnknownBytes ? "…" : "";
  return `\\# ${end - start} ${shown.toString("hex")}${more}`.trimEnd();
}

function addressOf({ message, start, end }: Place, size: number): string {
  if (end - start !== size) throw new DnsError("an address of a wrong length");
  return ipText(message.subarray(start, end));
}

function nameAt({ message, start, end }: Place, offset: number): string {
  const read = readName(message, start + offset);
  if (read.end > end) throw new DnsError("a name that goes on behind its record");
  return read.name;
}

function u16({ message, start, end }: Place, offset: number): number {
  if (start + offset + 2 > end) throw new DnsError("a record that is too short");
  return ((message[start + offset] ?? 0) << 8) | (message[start + offset + 1] ?? 0);
}

function isQuote(byte: number): boolean {
  return byte === 0x22;
}

/** Each with its length before it, in quotes. */
function strings({ message, start, end }: Place): string {
  let text = "";
  for (let at = start; at < end; ) {
    const length = message[at] ?? 0;
    if (at + 1 + length > end) throw new DnsError("a text that goes on behind its record");
    text += `${text === "" ? "" : " "}"`;
    for (let i = at + 1; i <= at + length; i++) text += byteText(message[i] ?? 0, isQuote);
    text += '"';
    if (text.length > maxText) return `${text.slice(0, maxText)}…`;
    at += 1 + length;
  }
  return text;
}

/** RFC 9460, 14.3.2. */
const parameterNames = "mandatory alpn no-default-alpn port ipv4hint ech ipv6hint".split(" ");

/** "1 . alpn=h2,h3 ipv4hint=192.0.2.1" */
function service(place: Place): string {
  const { message, start, end } = place;
  const priority = u16(place, 0);
  const target = readName(message, start + 2);
  if (target.end > end) throw new DnsError("a name that goes on behind its record");
  let text = `${priority} ${target.name}`;
  for (let at = target.end; at < end; ) {
    const key = u16(place, at - start);
    const from = at + 4;
    const to = from + u16(place, at - start + 2);
    if (to > end) throw new DnsError("a parameter that goes on behind its record");
    const value = parameterText(key, message.subarray(from, to));
    text += ` ${parameterNames[key] ?? `key${key}`}${value === "" ? "" : `=${value}`}`;
    if (text.length > maxText) return `${text.slice(0, maxText)}…`;
    at = to;
  }
  return text;
}

function parameterText(key: number, value: Uint8Array): string {
  const hex = Buffer.from(value.subarray(0, maxUnknownBytes)).toString("hex");
  switch (parameterNames[key]) {
    case "alpn":
      return protocols(value);
    case "port":
      return value.length === 2 ? String(((value[0] ?? 0) << 8) | (value[1] ?? 0)) : hex;
    case "ipv4hint":
      return addresses(value, 4) ?? hex;
    case "ipv6hint":
      return addresses(value, 16) ?? hex;
    default:
      return hex;
  }
}

function protocols(value: Uint8Array): string {
  const found: string[] = [];
  for (let at = 0; at < value.length; ) {
    const length = value[at] ?? 0;
    const bytes = [...value.subarray(at + 1, at + 1 + length)];
    found.push(bytes.map((byte) => byteText(byte, (each) => each === 0x2c)).join(""));
    at += 1 + length;
  }
  return found.join(",");
}

function addresses(value: Uint8Array, size: number): string | null {
  if (value.length % size !== 0) return null;
  return Array.from({ length: value.length / size }, (_, i) =>
    ipText(value.subarray(i * size, (i + 1) * size)),
  ).join(",");
}
