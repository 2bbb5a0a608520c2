/** What the probe says that sonde's programs need is what they do need: read from the object itself. */
import { expect, test } from "bun:test";
import { readSections } from "../btf/elf.ts";
import { objectBytes } from "../hook/object-file.ts";
import { helperNames } from "./helper-names.ts";
import { usedHelpers } from "./helpers.ts";

const progbits = 1;
const instructionSize = 8;
const callOpcode = 0x85;

/** Names of the helpers that the object calls. A call to a function or kfunc has another source. */
function called(): Set<string> {
  const names = new Set<string>();
  for (const { name, type, bytes } of readSections(objectBytes())) {
    // Programs and .text; data, BTF and the licence are no code.
    if (type !== progbits || /^\.(data|rodata|maps|BTF|bss)|^(license|maps)$/.test(name)) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + instructionSize <= bytes.length; at += instructionSize) {
      const source = view.getUint8(at + 1) >> 4;
      if (view.getUint8(at) !== callOpcode || source !== 0) continue;
      names.add(helperNames[view.getInt32(at + 4, true)] ?? "?");
    }
  }
  return names;
}

test("every helper that the programs call is among those asked for, and no other", () => {
  expect([...called()].sort()).toEqual(Object.keys(usedHelpers).sort());
});

test("names are at the places of their numbers", () => {
  expect(helperNames.length).toBe(212);
  expect(helperNames.indexOf("ringbuf_output")).toBe(130);
  expect(helperNames.indexOf("cgrp_storage_delete")).toBe(211);
});
