/** Does this kernel run programs of other ABIs? Asked by running the smallest ones. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Unknown, unknown, type Value, value } from "../probe/answer.ts";
import type { Setting } from "./feature.ts";

const headerSize = 52;
const segmentSize = 32;
const base = 0x10000;

interface Abi {
  /** e_machine and e_flags; include/uapi/linux/elf-em.h. */
  readonly machine: number;
  readonly flags: number;
  /** exit(0) */
  readonly code: readonly number[];
}

const i386: Abi = { machine: 3, flags: 0, code: [0x31, 0xdb, 0x31, 0xc0, 0x40, 0xcd, 0x80] };
/** mov $0x4000003c, %eax; xor %edi, %edi; syscall */
const x32: Abi = {
  machine: 62,
  flags: 0,
  code: [0xb8, 0x3c, 0, 0, 0x40, 0x31, 0xff, 0x0f, 0x05],
};
/** mov r0, #0; mov r7, #1; svc 0 */
const arm: Abi = {
  machine: 40,
  flags: 0x5000000,
  code: [0, 0, 0xa0, 0xe3, 1, 0x70, 0xa0, 0xe3, 0, 0, 0, 0xef],
};

/** A whole 32-bit ELF file: man 5 elf. */
function image({ machine, flags, code }: Abi): Uint8Array {
  const codeAt = headerSize + 2 * segmentSize;
  const bytes = new Uint8Array(codeAt + code.length);
  const view = new DataView(bytes.buffer);
  const halves = (at: number, ...values: number[]) => {
    for (const [i, each] of values.entries()) view.setUint16(at + 2 * i, each, true);
  };
  const words = (at: number, ...values: number[]) => {
    for (const [i, each] of values.entries()) view.setUint32(at + 4 * i, each, true);
  };
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]); // 32 bits, little-endian
  halves(16, 2, machine); // ET_EXEC
  words(20, 1, base + codeAt, headerSize, 0, flags);
  halves(40, headerSize, segmentSize, 2);
  // PT_LOAD from 0, readable and executable
  words(headerSize, 1, 0, base, base, bytes.length, bytes.length, 5, 0x1000);
  // PT_GNU_STACK, readable and writable: the kernel logs programs that do without
  words(headerSize + segmentSize, 0x6474e551, 0, 0, 0, 0, 0, 6, 16);
  bytes.set(code, codeAt);
  return bytes;
}

function runs(abi: Abi): Value | Unknown {
  const file = image(abi);
  const ran = native().sonde_runs(file, file.length);
  if (ran < 0) return unknown(`a small program could not be started (${errnoName(ran)})`);
  return ran === 1 ? value("on") : value("off");
}

/** Are there x32 calls? Programs that make them need not be x32 programs. */
export function takesX32(): boolean {
  return native().sonde_takes_x32() === 1;
}

export const abiSettings: readonly Setting[] =
  process.arch === "arm64"
    ? [{ id: "abi_32bit", title: "32-bit programs", ask: () => runs(arm) }]
    : [
        { id: "abi_32bit", title: "32-bit programs", ask: () => runs(i386) },
        { id: "abi_x32", title: "x32 programs", ask: () => runs(x32) },
      ];
