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
  let put = 0;
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
    if (put > 0) written[put++] = dot;
    put = writeLabel(message, position + 1, position + 1 + size, put);
    position += 1 + size;
  }
  const name = put === 0 ? "." : written.toString("latin1", 0, put);
  return { name, end: end < 0 ? position + 1 : end };
}

/** The name that is being read: each of its bytes becomes at most four. */
const written = Buffer.alloc(4 * maxNameBytes);

/** Writes message[start..end) at `put`; returns the index behind it. */
function writeLabel(message: Uint8Array, start: number, end: number, put: number): number {
  let at = put;
  for (let i = start; i < end; i++) {
    const byte = message[i] ?? 0;
    const isPlain = byte > space && byte <= 0x7e && byte !== dot && byte !== backslash;
    if (isPlain) written[at++] = byte;
    else at += written.write(byteText(byte, isSpecialInName), at, "latin1");
  }
  return at;
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
