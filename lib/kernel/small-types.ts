/** BTF for the few small programs and maps that want some; Documentation/bpf/btf.rst. */

import { btfKind } from "../btf/btf.ts";
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";

const magic = 0xeb9f;
const headerSize = 24;
const names = "\0int\0main\0callback\0argument\0";
const nameOf = (name: string): number => names.indexOf(`\0${name}\0`) + 1;

/** name, kind and number of members, size or type; then what the kind adds. */
const type = (name: number, kind: number, members: number, size: number, ...more: number[]) => [
  name,
  (kind << 24) | members,
  size,
  ...more,
];

function whole(types: readonly number[]): Uint8Array {
  const words = Uint32Array.from(types);
  const strings = Buffer.from(names);
  const header = new Uint32Array(headerSize / 4);
  header.set([magic | (1 << 16), headerSize, 0, words.byteLength, words.byteLength]);
  header[5] = strings.length;
  return Buffer.concat([Buffer.from(header.buffer), Buffer.from(words.buffer), strings]);
}

const signed32 = (1 << 24) | 32;
const int = type(nameOf("int"), btfKind.int, 0, 4, signed32);
const argument = [nameOf("argument"), 1];
const prototype = type(0, btfKind.prototype, 1, 1, ...argument);
const twoArguments = type(0, btfKind.prototype, 2, 1, ...argument, ...argument);
const global = 1;

/** An int, for keys and values. */
export const wordTypes = { bytes: whole(int), word: 1 } as const;

/** main(int) and a static callback(int, int). */
export const callbackTypes = {
  bytes: whole([
    ...int,
    ...prototype,
    ...type(nameOf("main"), btfKind.function, global, 2),
    ...twoArguments,
    ...type(nameOf("callback"), btfKind.function, 0, 4),
  ]),
  main: 3,
  callback: 5,
} as const;

/** Gives them to the kernel. */
export function putTypes(bytes: Uint8Array): Descriptor | No {
  const fd = native().sonde_btf_put(bytes, bytes.length);
  return fd >= 0
    ? new Descriptor(fd)
    : no("the kernel takes no types from programs", errnoName(fd), "Linux 4.18 or newer");
}
