/**
 * BTF, the kernel's and the objects' own type description. Layout: Documentation/bpf/btf.rst.
 * Types are indexed once and decoded when asked for; a kernel has about 150,000 of them.
 */

export const btfKind = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

export interface BtfMember {
  readonly name: string;
  readonly type: number;
  /** From the start of the struct, in bits. */
  readonly bitOffset: number;
}

export interface Btf {
  /** Number of types; ids go from 1 to this. 0 is void. */
  readonly count: number;
  kind(id: number): number;
  name(id: number): string;
  /** Of an int, enum, struct or union, in bytes; else the type it refers to. */
  sizeOrType(id: number): number;
  /** Signed int? */
  signed(id: number): boolean;
  members(id: number): BtfMember[];
  /** Parameter types of a function prototype, with their names. */
  parameters(id: number): { readonly name: string; readonly type: number }[];
  array(id: number): { readonly type: number; readonly length: number };
  enumerators(id: number): { readonly name: string; readonly value: number }[];
  /** Id of the type of this kind and name, 0 if there is none. */
  find(kind: number, name: string): number;
  /** Follows typedefs and qualifiers to the type itself. */
  resolve(id: number): number;
}

/** The bytes are not BTF, or are cut or inconsistent. */
export class BtfError extends Error {
  override readonly name = "BtfError";
}

const magic = 0xeb9f;
const headerSize = 24;

/** Bytes behind the common 12 of a type, by kind; `each` once per member. */
const tails: Readonly<Record<number, { readonly once: number; readonly each: number }>> = {
  [btfKind.int]: { once: 4, each: 0 },
  [btfKind.pointer]: { once: 0, each: 0 },
  [btfKind.array]: { once: 12, each: 0 },
  [btfKind.struct]: { once: 0, each: 12 },
  [btfKind.union]: { once: 0, each: 12 },
  [btfKind.enum]: { once: 0, each: 8 },
  [btfKind.forward]: { once: 0, each: 0 },
  [btfKind.typedef]: { once: 0, each: 0 },
  [btfKind.volatile]: { once: 0, each: 0 },
  [btfKind.const]: { once: 0, each: 0 },
  [btfKind.restrict]: { once: 0, each: 0 },
  [btfKind.function]: { once: 0, each: 0 },
  [btfKind.prototype]: { once: 0, each: 8 },
  [btfKind.variable]: { once: 4, each: 0 },
  [btfKind.section]: { once: 0, each: 12 },
  [btfKind.float]: { once: 0, each: 0 },
  [btfKind.declTag]: { once: 4, each: 0 },
  [btfKind.typeTag]: { once: 0, each: 0 },
  [btfKind.enum64]: { once: 0, each: 12 },
};

/** Reads little-endian BTF. @throws BtfError */
export function parseBtf(bytes: Uint8Array): Btf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerSize || view.getUint16(0, true) !== magic) {
    throw new BtfError("not BTF: the magic number is missing");
  }
  const base = view.getUint32(4, true);
  const typeStart = base + view.getUint32(8, true);
  const typeEnd = typeStart + view.getUint32(12, true);
  const stringStart = base + view.getUint32(16, true);
  const stringEnd = stringStart + view.getUint32(20, true);
  if (typeEnd > bytes.length || stringEnd > bytes.length) {
    throw new BtfError("BTF is cut: a section goes past its end");
  }

  const offsets = indexTypes(view, typeStart, typeEnd);
  const text = new TextDecoder();
  const at = (id: number): number => {
    const offset = offsets[id];
    if (offset === undefined || id === 0) throw new BtfError(`BTF has no type ${id}`);
    return offset;
  };
  const stringAt = (offset: number): string => {
    const from = stringStart + offset;
    const to = bytes.indexOf(0, from);
    if (from >= stringEnd || to < 0) throw new BtfError(`BTF has no string at ${offset}`);
    return text.decode(bytes.subarray(from, to));
  };
  const u32 = (offset: number): number => view.getUint32(offset, true);
  const info = (id: number): number => u32(at(id) + 4);
  const entries = <T>(id: number, size: number, read: (offset: number) => T): T[] =>
    Array.from({ length: info(id) & 0xffff }, (_, i) => read(at(id) + 12 + i * size));

  const btf: Btf = {
    count: offsets.length - 1,
    kind: (id) => (id === 0 ? 0 : (info(id) >>> 24) & 0x1f),
    name: (id) => (id === 0 ? "void" : stringAt(u32(at(id)))),
    sizeOrType: (id) => u32(at(id) + 8),
    signed: (id) => ((u32(at(id) + 12) >>> 24) & 1) === 1,
    members: (id) => {
      const bitfields = info(id) >>> 31 === 1;
      return entries(id, 12, (o) => ({
        name: stringAt(u32(o)),
        type: u32(o + 4),
        bitOffset: bitfields ? u32(o + 8) & 0xffffff : u32(o + 8),
      }));
    },
    parameters: (id) => entries(id, 8, (o) => ({ name: stringAt(u32(o)), type: u32(o + 4) })),
    array: (id) => ({ type: u32(at(id) + 12), length: u32(at(id) + 20) }),
    enumerators: (id) =>
      entries(id, 8, (o) => ({ name: stringAt(u32(o)), value: view.getInt32(o + 4, true) })),
    find: (kind, name) => {
      const wanted = new TextEncoder().encode(`${name}\0`);
      for (let id = 1; id < offsets.length; id++) {
        const offset = at(id);
        if (((u32(offset + 4) >>> 24) & 0x1f) !== kind) continue;
        const start = stringStart + u32(offset);
        if (wanted.every((byte, i) => bytes[start + i] === byte)) return id;
      }
      return 0;
    },
    resolve: (id) => {
      const transparent: readonly number[] = [
        btfKind.typedef,
        btfKind.volatile,
        btfKind.const,
        btfKind.restrict,
        btfKind.typeTag,
      ];
      for (let steps = 0; transparent.includes(btf.kind(id)); steps++) {
        if (steps > 32) throw new BtfError("BTF types go round in a circle");
        id = btf.sizeOrType(id);
      }
      return id;
    },
  };
  return btf;
}

function indexTypes(view: DataView, start: number, end: number): number[] {
  const offsets = [0];
  let offset = start;
  while (offset < end) {
    if (offset + 12 > end) throw new BtfError("BTF is cut inside a type");
    const info = view.getUint32(offset + 4, true);
    const tail = tails[(info >>> 24) & 0x1f];
    if (!tail) throw new BtfError(`BTF has a type of unknown kind ${(info >>> 24) & 0x1f}`);
    offsets.push(offset);
    offset += 12 + tail.once + tail.each * (info & 0xffff);
  }
  if (offset !== end) throw new BtfError("BTF is cut inside a type");
  return offsets;
}
