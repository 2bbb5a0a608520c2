/** Which helpers sonde's own programs call: read from the object that is in the executable. */
import { readSections } from "../btf/elf.ts";
import { objectBytes } from "../hook/object-file.ts";
import { helperNames } from "./helper-names.ts";

const progbits = 1;
const instructionSize = 8;
const callOpcode = 0x85;
/** What is neither a program nor .text. */
const noCode = /^(\.(data|rodata|bss|BTF|maps|ksyms|kconfig)|license$|maps$|version$)/;

/** Names without bpf_. Calls of functions and of kernel functions have another source register. */
export function usedHelpers(object = objectBytes()): ReadonlySet<string> {
  const numbers = new Set<number>();
  for (const { name, type, bytes } of readSections(object)) {
    if (type !== progbits || noCode.test(name)) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + instructionSize <= bytes.length; at += instructionSize) {
      if (bytes[at] === callOpcode && (bytes[at + 1] ?? 0) >> 4 === 0) {
        numbers.add(view.getInt32(at + 4, true));
      }
    }
  }
  return new Set([...numbers].flatMap((number) => helperNames[number] ?? []));
}
