/** The frames between the lab and the guest's agent. The numbers are those of guest/protocol.h. */

export const request = {
  run: 1,
  signal: 2,
  read: 3,
  write: 4,
  mount: 5,
  umount: 6,
  mkdir: 7,
  insmod: 8,
  chroot: 9,
  linkUp: 10,
  poweroff: 11,
} as const;

export const reply = {
  hello: 64,
  ok: 65,
  fail: 66,
  out: 67,
  err: 68,
  exit: 69,
  data: 70,
  pid: 71,
} as const;

export const runFlag = { tty: 1, memlock: 2 } as const;

export interface Frame {
  readonly type: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

/** A u64 is given as bigint, a u32 as number; strings and bytes are preceded by their length. */
export type Part = number | bigint | string | Uint8Array;

const utf8 = new TextEncoder();

/** Bytes of one frame: u32 length, u8 type, u32 id, payload. */
export function encodeFrame(type: number, id: number, parts: readonly Part[]): Uint8Array {
  const pieces = parts.flatMap((part): Uint8Array[] => {
    if (typeof part === "number") return [u32(part)];
    if (typeof part === "bigint") return [u64(part)];
    const bytes = typeof part === "string" ? utf8.encode(part) : part;
    return [u32(bytes.length), bytes];
  });
  const length = pieces.reduce((sum, piece) => sum + piece.length, 5);
  return Buffer.concat([u32(length), Uint8Array.of(type), u32(id), ...pieces]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes;
}

/** Cuts a byte stream into frames, however it arrives. */
export class FrameReader {
  #pending = new Uint8Array(0);

  /** Takes the next bytes and returns the frames that are whole now. Payloads are copies. */
  push(bytes: Uint8Array): Frame[] {
    this.#pending =
      this.#pending.length === 0 ? bytes.slice() : Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    let at = 0;
    while (this.#pending.length - at >= 4) {
      const view = new DataView(this.#pending.buffer, this.#pending.byteOffset + at);
      const length = view.getUint32(0, true);
      if (this.#pending.length - at < 4 + length) break;
      frames.push({
        type: view.getUint8(4),
        id: view.getUint32(5, true),
        payload: this.#pending.slice(at + 9, at + 4 + length),
      });
      at += 4 + length;
    }
    this.#pending = this.#pending.slice(at);
    return frames;
  }
}

/** The u32 at a payload's offset. */
export function u32At(payload: Uint8Array, offset: number): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(offset, true);
}

/** The strings in a payload from an offset on. */
export function stringsAt(payload: Uint8Array, offset: number): string[] {
  const texts: string[] = [];
  let at = offset;
  while (at + 4 <= payload.length) {
    const length = u32At(payload, at);
    texts.push(new TextDecoder().decode(payload.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return texts;
}
