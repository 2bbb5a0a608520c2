/** Domain names in a DNS message (RFC 1035, 4.1.4), which may be hostile. */

/** Thrown for what can't be read; everything before it is good. */
export class DnsError extends Error {}

export interface NameRead {
  /** As zone files have it: other bytes than visible ASCII as \DDD, "." for the root. */
  readonly name: string;
  /** Index behind the name. */
  readonly end: number;
}

const maxNameBytes = 255;
/** Pointers one after the other; a real message has one. */
const maxPointers = 32;

/** The name at index `at`. Terminates: a pointer must point to before all that was read. */
export function readName(message: Uint8Array, at: number): NameRead {
  let end = -1;
  let limit = at;
  let position = at;
  let length = 0;
  let pointers = 0;
  let name = "";
  for (;;) {
    const size = message[position];
    if (size === undefined) throw new DnsError("cut in a name");
    if (size === 0) break;
    if ((size & 0xc0) === 0xc0) {
      const low = message[position + 1];
      if (low === undefined) throw new DnsError("cut in a name");
      const target = ((size & 0x3f) << 8) | low;
      if (target >= limit || ++pointers > maxPointers) throw new DnsError("a name that is a loop");
      if (end < 0) end = position + 2;
      limit = target;
      position = target;
      continue;
    }
    if ((size & 0xc0) !== 0) throw new DnsError("a label of a kind that does not exist");
    length += size + 1;
    if (length >= maxNameBytes) throw new DnsError("a name that is too long");
    if (position + 1 + size > message.length) throw new DnsError("cut in a name");
    const label = labelText(message, position + 1, position + 1 + size);
    name = name === "" ? label : `${name}.${label}`;
    position += 1 + size;
  }
  return { name: name === "" ? "." : name, end: end < 0 ? position + 1 : end };
}

function labelText(message: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += byteText(message[i] ?? 0, isSpecialInName);
  return text;
}

function isSpecialInName(byte: number): boolean {
  return byte === dot || byte === space;
}

const dot = 0x2e;
const space = 0x20;
const backslash = 0x5c;

/** Visible ASCII as it is, a backslash before what is special, everything else \DDD. */
export function byteText(byte: number, isSpecial: (byte: number) => boolean): string {
  if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, "0")}`;
  const character = String.fromCharCode(byte);
  return byte === backslash || isSpecial(byte) ? `\\${character}` : character;
}
