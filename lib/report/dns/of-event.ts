/** The message that an event of net.dns carries. */
import { type Entry, field } from "../../recording/values.ts";
import { type DnsMessage, parseDns } from "./message.ts";

/** Several ask about the same event, one after the other. */
let last: { readonly bytes: Uint8Array; readonly message: DnsMessage | null } | null = null;

/** Null when there is none, or it is too short to be one. */
export function dnsOf(event: Entry): DnsMessage | null {
  const bytes = field(event, "message");
  if (!(bytes instanceof Uint8Array)) return null;
  if (last?.bytes !== bytes) last = { bytes, message: parseDns(bytes) };
  return last.message;
}
