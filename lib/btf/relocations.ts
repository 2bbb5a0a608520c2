/**
 * What a BPF object wants to know of the kernel's types: its CO-RE relocations, from .BTF.ext.
 * Layout: Documentation/bpf/btf.rst and bpf/llvm_reloc.rst.
 */
import { type Btf, BtfError, btfKind, parseBtf } from "./btf.ts";
import { readSections } from "./elf.ts";

/** enum bpf_core_relo_kind in include/uapi/linux/bpf.h, in its order. */
export const relocationKinds = [
  "field offset",
  "field size",
  "field exists",
  "field signed",
  "field left shift",
  "field right shift",
  "local type",
  "type",
  "type exists",
  "type size",
  "enumerator exists",
  "enumerator",
  "type matches",
] as const;

export type RelocationKind = (typeof relocationKinds)[number];

export interface Relocation {
  readonly kind: RelocationKind;
  /** Id of the object's own type where the access begins. */
  readonly type: number;
  /** Indices of the access: an array's element, then members and elements. */
  readonly path: readonly number[];
}

export interface Wanted {
  /** The object's own types. */
  readonly btf: Btf;
  /** Each once. */
  readonly relocations: readonly Relocation[];
}

/** Reads an object file. @throws BtfError, ElfError */
export function readWanted(object: Uint8Array): Wanted {
  const sections = readSections(object);
  const bytes = (name: string) => {
    const found = sections.find((section) => section.name === name);
    if (!found) throw new BtfError(`the object has no section ${name}`);
    return found.bytes;
  };
  const btf = parseBtf(bytes(".BTF"));
  return { btf, relocations: eachOnce(relocationsOf(bytes(".BTF.ext"), btf)) };
}

/** A field is relocated at every instruction that uses it: some 5000 times for 200 fields. */
function eachOnce(relocations: readonly Relocation[]): Relocation[] {
  const key = ({ kind, type, path }: Relocation) => `${kind} ${type} ${path.join()}`;
  return [...new Map(relocations.map((one) => [key(one), one])).values()];
}

interface Row {
  readonly section: string;
  readonly at: number;
}

/** One table of .BTF.ext: records of the same size, by section. */
function* table(view: DataView, start: number, size: number, btf: Btf): Generator<Row> {
  if (size === 0) return;
  const end = start + size;
  const recordSize = view.getUint32(start, true);
  if (recordSize < 8 || end > view.byteLength) throw new BtfError(".BTF.ext is cut");
  for (let at = start + 4; at < end; ) {
    const section = btf.string(view.getUint32(at, true));
    const count = view.getUint32(at + 4, true);
    at += 8;
    if (at + count * recordSize > end) throw new BtfError(".BTF.ext is cut");
    for (let i = 0; i < count; i++, at += recordSize) yield { section, at };
  }
}

/** What belongs to an instruction. */
export interface Placed {
  readonly name: string;
  readonly section: string;
  /** Of its section. */
  readonly insn: number;
}

function viewOf(bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 32 || view.getUint16(0, true) !== 0xeb9f) throw new BtfError("no .BTF.ext");
  return view;
}

/** Functions and where they begin. */
export function functionsOf(ext: Uint8Array, btf: Btf): Placed[] {
  const view = viewOf(ext);
  const u32 = (at: number) => view.getUint32(at, true);
  return [...table(view, u32(4) + u32(8), u32(12), btf)].map(({ section, at }) => ({
    name: btf.name(u32(at + 4)),
    section,
    insn: u32(at) / 8,
  }));
}

/** `name` is that of the function. */
export function relocationsOf(ext: Uint8Array, btf: Btf): (Relocation & Placed)[] {
  const view = viewOf(ext);
  const u32 = (at: number) => view.getUint32(at, true);
  const functions = Map.groupBy(functionsOf(ext, btf), ({ section }) => section);
  const functionAt = (section: string, insn: number): string =>
    functions.get(section)?.findLast((one) => one.insn <= insn)?.name ?? section;
  if (u32(4) < 32) return []; // made before there were relocations
  return [...table(view, u32(4) + u32(24), u32(28), btf)].map(({ section, at }) => {
    const kind = relocationKinds[u32(at + 12)];
    if (kind === undefined) throw new BtfError(`an unknown relocation, ${u32(at + 12)}`);
    const path = btf
      .string(u32(at + 8))
      .split(":")
      .map(Number);
    const insn = u32(at) / 8;
    return { name: functionAt(section, insn), section, insn, kind, type: u32(at + 4), path };
  });
}

/** One relocation in words, for people and to compare: "field offset: struct task_struct.real_cred". */
export function describe({ btf }: Wanted, { kind, type, path }: Relocation): string {
  const words = `${kind}: ${kindWord(btf, type)}${btf.name(type)}`;
  if (kind.startsWith("enumerator")) {
    return `${words}.${btf.enumerators(btf.resolve(type))[path[0] ?? 0]?.name}`;
  }
  if (!kind.startsWith("field")) return words;
  let id = type;
  let text = words;
  for (const index of path.slice(1)) {
    id = btf.resolve(id);
    if (btf.kind(id) === btfKind.array) {
      text += `[${index}]`;
      id = btf.array(id).type;
    } else {
      const member = btf.members(id)[index];
      if (!member) throw new BtfError(`${text} has no member ${index}`);
      if (member.name !== "") text += `.${member.name}`;
      id = member.type;
    }
  }
  return text;
}

function kindWord(btf: Btf, id: number): string {
  const words: Readonly<Record<number, string>> = {
    [btfKind.struct]: "struct ",
    [btfKind.union]: "union ",
    [btfKind.enum]: "enum ",
    [btfKind.enum64]: "enum ",
  };
  return words[btf.kind(id)] ?? "";
}
