import { expect, test } from "bun:test";
import { type BpfFunction, readCode } from "../btf/code.ts";
import { configLayout } from "../events.gen.ts";
import { withConstants } from "./constants.ts";
import { objectBytes } from "./object-file.ts";

const section = ".rodata.config";
const object = objectBytes();
const contents = Uint8Array.from({ length: configLayout.size }, (_, i) => 0x81 + i);
const before = readCode(object).functions;
const after = readCode(withConstants(object, section, contents)).functions;

const loads: Readonly<Record<number, number>> = { 97: 4, 105: 2, 113: 1, 121: 8 };

/** Loads right behind the address of a constant: the field's place and size, by instruction. */
function loadsIn({ code, addresses }: BpfFunction): ReadonlyMap<number, readonly [number, number]> {
  const found = [...addresses].flatMap(([insn, address]) => {
    const at = (insn + 2) * 8;
    const size = at < code.byteLength ? loads[code.getUint8(at)] : undefined;
    const register = code.getUint8(insn * 8 + 1) & 0xf;
    if (address.section !== section || size === undefined) return [];
    if (code.getUint8(at + 1) >> 4 !== register) return [];
    return [[insn + 2, [address.offset + code.getInt16(at + 2, true), size]] as const];
  });
  return new Map(found);
}

test("each load of a constant is its number", () => {
  let replaced = 0;
  for (const [name, one] of before) {
    const { code } = after.get(name) ?? one;
    for (const [insn, [from, size]] of loadsIn(one)) {
      if (size === 8) continue; // these numbers have no room in an instruction
      const expected = Buffer.from(contents).readUIntLE(from, size);
      expect(code.getUint8(insn * 8)).toBe(0xb4);
      expect(code.getUint8(insn * 8 + 1)).toBe(one.code.getUint8(insn * 8 + 1) & 0xf);
      expect(code.getUint32(insn * 8 + 4, true)).toBe(expected);
      replaced++;
    }
  }
  expect(replaced).toBeGreaterThan(100);
});

test("a number of 64 bits that an instruction has room for, with its sign", () => {
  const { at } = configLayout.fields.judgedLate;
  const small = new Uint8Array(contents);
  new DataView(small.buffer).setBigInt64(at, -2n, true);
  const { functions } = readCode(withConstants(object, section, small));
  let replaced = 0;
  for (const [name, one] of before) {
    for (const [insn, [from]] of loadsIn(one)) {
      if (from !== at) continue;
      const code = functions.get(name)?.code;
      expect([code?.getUint8(insn * 8), code?.getInt32(insn * 8 + 4, true)]).toEqual([0xb7, -2]);
      replaced++;
    }
  }
  expect(replaced).toBeGreaterThan(0);
});

test("nothing but loads changes", () => {
  for (const [name, { code }] of before) {
    const now = after.get(name)?.code;
    for (let at = 0; at < code.byteLength; at += 8) {
      if (now?.getBigUint64(at) === code.getBigUint64(at)) continue;
      expect(loads[code.getUint8(at)]).toBeDefined();
    }
  }
});
