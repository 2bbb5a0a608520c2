/** What addresses are called, as far as the answers in the recording tell. */
import type { Entry } from "../recording/values.ts";
import type { DnsMessage } from "./dns/message.ts";
import { dnsOf } from "./dns/of-event.ts";

/** The name that an address was last the answer to; null: none that is known. */
export type NameLookup = (address: string) => string | null;

const capacity = 16_384;
const mapped = "::ffff:";

export class KnownNames {
  readonly point = "net.dns";
  readonly fields = ["message"];
  /** Of the event that was learned last; null: it can't be read. */
  message: DnsMessage | null = null;
  readonly #names = new Map<string, string>();

  readonly nameOf: NameLookup = (address) => {
    const plain = address.startsWith(mapped) ? address.slice(mapped.length) : address;
    return this.#names.get(plain) ?? null;
  };

  /** An event of the point. */
  learn(event: Entry): void {
    this.message = dnsOf(event);
    const name = nameIn(this.message);
    if (name === "" || this.message === null) return;
    for (const { type, data } of this.message.answers) {
      if (type === "A" || type === "AAAA") this.#name(data, name);
    }
  }

  #name(address: string, name: string): void {
    if (this.#names.size >= capacity) {
      for (const old of [...this.#names.keys()].slice(0, capacity / 2)) this.#names.delete(old);
    }
    this.#names.set(address, name);
  }
}

/** What a message is about; empty when it can't be told. */
export function nameIn(message: DnsMessage | null): string {
  return message?.questions[0]?.name.toLowerCase() ?? message?.answers[0]?.name ?? "";
}
