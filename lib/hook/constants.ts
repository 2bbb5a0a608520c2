/**
 * Constants in the programs' code. Before 5.5 (a23740ec43ba) the verifier does not know what a
 * constant section holds: it follows both branches of every question about it, and refuses what this
 * kernel does not have in either. There each load of a constant becomes the number itself.
 */
import { type BpfFunction, readCode } from "../btf/code.ts";

/** By register: the constant's place that it points to, where that is the same on every way. */
type Pointers = (number | undefined)[];

const registers = 11;

/** A copy of the object. section: the one with these contents. @throws BtfError, ElfError */
export function withConstants(object: Uint8Array, section: string, contents: Uint8Array) {
  const bytes = new Uint8Array(object);
  for (const one of readCode(bytes).functions.values()) {
    const states = pointersIn(one, section);
    for (const [insn, pointers] of states) replaceLoad(one.code, insn * 8, pointers, contents);
  }
  return bytes;
}

/** What is in the registers before each instruction that can be reached. */
function pointersIn(one: BpfFunction, section: string): ReadonlyMap<number, Pointers> {
  const states = new Map<number, Pointers>([[0, new Array(registers).fill(undefined)]]);
  const todo = [0];
  for (let insn = todo.pop(); insn !== undefined; insn = todo.pop()) {
    const after = [...(states.get(insn) ?? [])];
    for (const next of step(one, section, insn, after)) {
      const known = states.get(next);
      if (known === undefined) states.set(next, [...after]);
      else if (!forgetDifferent(known, after)) continue;
      todo.push(next);
    }
  }
  return states;
}

/** True when that changes what is known. */
function forgetDifferent(known: Pointers, other: Pointers): boolean {
  let changed = false;
  for (const [i, place] of known.entries()) {
    if (place === undefined || place === other[i]) continue;
    known[i] = undefined;
    changed = true;
  }
  return changed;
}

/** Does one instruction to the registers. Returns where it may go on. */
function step({ code, addresses }: BpfFunction, section: string, insn: number, state: Pointers) {
  const opcode = code.getUint8(insn * 8);
  const to = code.getUint8(insn * 8 + 1) & 0xf;
  const from = code.getUint8(insn * 8 + 1) >> 4;
  switch (opcode & 7) {
    case 0: {
      const address = addresses.get(insn);
      state[to] = address?.section === section ? address.offset : undefined;
      return [insn + 2];
    }
    case 1:
      state[to] = undefined;
      return [insn + 1];
    case 4:
    case 7:
      state[to] = opcode === 0xbf ? state[from] : undefined;
      return [insn + 1];
    case 5:
    case 6:
      return jump(code, insn, opcode & 0xf0, state);
    default:
      return [insn + 1];
  }
}

function jump(code: DataView, insn: number, operation: number, state: Pointers): number[] {
  const there = insn + 1 + code.getInt16(insn * 8 + 2, true);
  switch (operation) {
    case 0x00:
      return [there];
    case 0x80: // a call
      state.fill(undefined, 0, 6);
      return [insn + 1];
    case 0x90:
      return [];
    default:
      return [insn + 1, there];
  }
}

/** BPF_LDX | BPF_MEM, by the size that is loaded. */
const sizes: Readonly<Record<number, number>> = { 97: 4, 105: 2, 113: 1, 121: 8 };
const move32 = 0xb4;
const move64 = 0xb7;

/** One that has no room for its number stays: what it is asked for then costs the verifier both branches. */
function replaceLoad(code: DataView, at: number, pointers: Pointers, contents: Uint8Array): void {
  const size = sizes[code.getUint8(at)];
  const pointer = pointers[code.getUint8(at + 1) >> 4];
  if (size === undefined || pointer === undefined) return;
  const from = pointer + code.getInt16(at + 2, true);
  const value = Buffer.from(contents.subarray(from, from + size).toReversed());
  const number = BigInt(`0x${value.toString("hex")}`);
  if (size === 8 && number !== BigInt.asUintN(64, BigInt.asIntN(32, number))) return;
  code.setUint8(at, size === 8 ? move64 : move32);
  code.setUint8(at + 1, code.getUint8(at + 1) & 0xf);
  code.setInt16(at + 2, 0, true);
  code.setInt32(at + 4, Number(BigInt.asIntN(32, number)), true);
}
