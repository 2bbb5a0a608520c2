/** The instructions of a BPF object, by function, with what is to be filled in when it is loaded. */
import { type Btf, BtfError, parseBtf } from "./btf.ts";
import { readSections, type Section } from "./elf.ts";
import { functionsOf, type Placed, type Relocation, relocationsOf } from "./relocations.ts";

export interface BpfFunction {
  readonly name: string;
  /** Its program type and hook, "tp_btf/sys_exit"; ".text" for what programs call. */
  readonly section: string;
  /** 8 bytes each. */
  readonly code: DataView;
  /** By instruction, from the function's first. */
  readonly relocations: ReadonlyMap<number, Relocation>;
  /** By instruction that loads the address of a map or of data: where that is. */
  readonly addresses: ReadonlyMap<number, Address>;
  /** Other functions of the object, by the instruction that calls them. */
  readonly calls: ReadonlyMap<number, string>;
}

/** A place in a section of the object, bytes from its start. */
export interface Address {
  readonly section: string;
  readonly offset: number;
}

export interface BpfCode {
  /** The object's own types. */
  readonly btf: Btf;
  readonly functions: ReadonlyMap<string, BpfFunction>;
}

const rel = 9;
const symbolTable = 2;
const callsObject = 1;

/** @throws BtfError, ElfError */
export function readCode(object: Uint8Array): BpfCode {
  const sections = readSections(object);
  const bytes = (name: string) => {
    const found = sections.find((section) => section.name === name);
    if (!found) throw new BtfError(`the object has no section ${name}`);
    return found.bytes;
  };
  const btf = parseBtf(bytes(".BTF"));
  const ext = bytes(".BTF.ext");
  const starts = functionsOf(ext, btf);
  const relocations = relocationsOf(ext, btf);
  const symbols = readSymbols(sections);
  const functions = starts.map((start) => {
    const section = sections.find(({ name }) => name === start.section);
    if (!section) throw new BtfError(`the object has no section ${start.section}`);
    const next = starts.find((one) => one.section === start.section && one.insn > start.insn);
    const end = next?.insn ?? section.bytes.length / 8;
    return readFunction(start, end, section, sections, symbols, starts, relocations);
  });
  return { btf, functions: new Map(functions.map((one) => [one.name, one])) };
}

function readSymbols(sections: readonly Section[]): Address[] {
  const table = sections.find(({ type }) => type === symbolTable)?.bytes ?? new Uint8Array();
  const view = viewOf(table);
  return Array.from({ length: Math.floor(table.length / 24) }, (_, i) => ({
    section: sections[view.getUint16(i * 24 + 6, true)]?.name ?? "",
    offset: Number(view.getBigUint64(i * 24 + 8, true)),
  }));
}

function readFunction(
  start: Placed,
  end: number,
  section: Section,
  sections: readonly Section[],
  symbols: readonly Address[],
  starts: readonly Placed[],
  relocations: readonly (Relocation & Placed)[],
): BpfFunction {
  const code = viewOf(section.bytes.subarray(start.insn * 8, end * 8));
  const addresses = new Map<number, Address>();
  const calls = new Map<number, string>();
  const nameAt = (where: string, insn: number) =>
    starts.find((one) => one.section === where && one.insn === insn)?.name;
  const index = sections.indexOf(section);
  const table = sections.find(({ type, info }) => type === rel && info === index);
  const references = new Map<number, Address>();
  const entries = viewOf(table?.bytes ?? new Uint8Array());
  for (let at = 0; at + 16 <= entries.byteLength; at += 16) {
    const insn = Number(entries.getBigUint64(at, true)) / 8 - start.insn;
    const symbol = symbols[entries.getUint32(at + 12, true)];
    if (symbol) references.set(insn, symbol);
  }
  for (let insn = 0; insn < code.byteLength / 8; insn++) {
    const symbol = references.get(insn);
    if (code.getUint8(insn * 8) === 0x85 && code.getUint8(insn * 8 + 1) >> 4 === callsObject) {
      const jump = code.getInt32(insn * 8 + 4, true) + 1;
      const name = symbol
        ? nameAt(symbol.section, symbol.offset / 8 + jump)
        : nameAt(section.name, start.insn + insn + jump);
      if (name !== undefined) calls.set(insn, name);
    } else if (symbol) {
      const { section: name, offset } = symbol;
      addresses.set(insn, { section: name, offset: offset + code.getInt32(insn * 8 + 4, true) });
    }
  }
  const own = relocations.filter(
    (one) => one.section === section.name && one.insn >= start.insn && one.insn < end,
  );
  return {
    name: start.name,
    section: section.name,
    code,
    relocations: new Map(own.map((one) => [one.insn - start.insn, one])),
    addresses,
    calls,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
