/** Which helpers sonde's own programs call: read from the object that is in the executable. */
import { readSections } from "../btf/elf.ts";
import { objectBytes } from "../hook/object-file.ts";
import { helperNames } from "./helper-names.ts";

const progbits = 1;
const instructionSize = 8;
const callOpcode = 0x85;
/** What is neither a program nor .text. */
const noCode = /^(\.(data|rodata|bss|BTF|maps|ksyms|kconfig)|license$|maps$|version$)/;

/** Types of program by the first part of a section's name. */
const types: Readonly<Record<string, string>> = {
  kprobe: "kprobe",
  tp: "tracepoint",
  raw_tp: "raw_tracepoint",
  tp_btf: "tracing",
  fentry: "tracing",
  fexit: "tracing",
  lsm: "lsm",
};

/** Types of program that sonde's hooks are. */
export const usedTypes: readonly string[] = [...new Set(Object.values(types))];

/** Names without bpf_, by type of program; what .text calls any of them may call. */
export function usedHelpers(object = objectBytes()): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map(usedTypes.map((type) => [type, new Set<string>()]));
  for (const { name, type, bytes } of readSections(object)) {
    if (type !== progbits || noCode.test(name)) continue;
    const own = types[name.split("/")[0] ?? ""];
    const called = calls(bytes);
    for (const one of own === undefined ? usedTypes : [own]) {
      for (const helper of called) used.get(one)?.add(helper);
    }
  }
  return used;
}

/** Calls of functions and of kernel functions have another source register. */
function calls(code: Uint8Array): Set<string> {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const names = new Set<string>();
  for (let at = 0; at + instructionSize <= code.length; at += instructionSize) {
    if (code[at] !== callOpcode || (code[at + 1] ?? 0) >> 4 !== 0) continue;
    const name = helperNames[view.getInt32(at + 4, true)];
    if (name !== undefined) names.add(name);
  }
  return names;
}
