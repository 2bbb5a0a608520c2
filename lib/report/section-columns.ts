/** Columns that many sections have. */
import { errnoName } from "../errno.ts";
import { address, type Entry, int, num, type Text, text } from "../recording/values.ts";
import { addressText, hostText } from "./address.ts";
import type { SectionColumn } from "./section.ts";

/** The program of the process that did it. */
export const by: SectionColumn = {
  name: "program",
  head: "by",
  fields: [],
  cell: (_event, process) => process.program?.path ?? process.comm,
};

/** "ok", the name of the error, or null where the hook does not show the outcome. */
export const result: SectionColumn = {
  name: "result",
  head: "result",
  fields: ["ret"],
  cell: (event) => {
    const ret = int(event, "ret");
    if (ret === null) return null;
    return ret < 0 ? errnoName(Number(ret)) : "ok";
  },
};

/** A field that is text. */
export function textColumn(field: string, head: string, name = field): SectionColumn {
  return { name, head, fields: [field], cell: (event) => text(event, field) };
}

/** A number, put into words. */
export function wordColumn(
  field: string,
  head: string,
  word: (value: number) => string,
  name = field,
): SectionColumn {
  const cell = (event: Entry): string | null => {
    const value = num(event, field);
    return value === null ? null : word(value);
  };
  return { name, head, fields: [field], cell };
}

/** An end of a socket; a UNIX one has a path instead. */
export function addressColumn(
  field: "local" | "remote",
  head: string,
  what: "address" | "host" = "address",
): SectionColumn {
  const words = what === "address" ? addressText : hostText;
  const cell = (event: Entry): Text | null => {
    const found = address(event, field);
    return found === null ? unixText(text(event, "path")) : words(found);
  };
  return { name: field, head, fields: [field, "path"], cell };
}

function unixText(path: Text | null): Text | null {
  if (path === null || path.length === 0) return null;
  if (typeof path === "string") return `unix:${path}`;
  return Buffer.concat([Buffer.from("unix:"), path]);
}

/** What the other end was called when its address was asked for. */
export const remoteName: SectionColumn = {
  name: "name",
  head: "known as",
  fields: ["remote"],
  isOptional: true,
  cell: (event, _process, names) => {
    const remote = address(event, "remote");
    return remote === null ? null : names(hostText(remote));
  },
};

export const protocol: SectionColumn = {
  name: "protocol",
  head: "",
  fields: ["protocol", "type"],
  cell: (event) => protocolText(event) || null,
};

/** IPPROTO_*; else what kind of socket it is (SOCK_*); empty when it is not known. */
export function protocolText(event: Entry): string {
  const number = num(event, "protocol") ?? 0;
  if (number !== 0) return protocols.get(number) ?? String(number);
  const type = num(event, "type") ?? 0;
  return type === 0 ? "" : (socketTypes.get(type) ?? String(type));
}

const protocols: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [6, "tcp"],
  [17, "udp"],
  [58, "icmpv6"],
  [132, "sctp"],
  [136, "udplite"],
  [262, "mptcp"],
]);

const socketTypes: ReadonlyMap<number, string> = new Map([
  [1, "stream"],
  [2, "dgram"],
  [3, "raw"],
  [5, "seqpacket"],
]);
