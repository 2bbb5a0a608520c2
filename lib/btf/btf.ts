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
  /** Of a bitfield; 0: it is none. */
  readonly bitSize: number;
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
  /** Type of an array's index. */
  arrayIndex(id: number): number;
  enumerators(id: number): { readonly name: string; readonly value: number }[];
  /** Of a struct, union or enum: its bitfields are encoded apart, its values are signed; of a forward: it is a union. */
  flag(id: number): boolean;
  /** Id of the type of this kind and name, 0 if there is none. */
  find(kind: number, name: string): number;
  /** Ids of all types of these kinds that have one of these names, by name without its flavour. */
  index(kinds: readonly number[], names: ReadonlySet<string>): ReadonlyMap<string, number[]>;
  /** The string at an offset, which is not longer than a name may be. */
  string(offset: number): string;
  /** Of an int: encoding, offset and bits. */
  intWord(id: number): number;
  /** Of an int; another than 0 is an old way to write bitfields. */
  intOffset(id: number): number;
  /** Follows typedefs and qualifiers to the type itself. */
  resolve(id: number): number;
}

/** The bytes are not BTF, or are cut or inconsistent. */
export class BtfError extends Error {
  override readonly name = "BtfError";
}

const magic = 0xeb9f;
const headerSize = 24;
/** No name is longer; the kernel's own limit is 512 (KSYM_NAME_LEN). */
const longestName = 4096;
/** A kernel has 5 MB, with all debugging options 20. */
const largestBtf = 128 << 20;
/** The most that may refer to each other in a row; the kernel's own limit is 32 (MAX_RESOLVE_DEPTH). */
const deepest = 64;

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
    const swapped = bytes.length > 2 && view.getUint16(0, false) === magic;
    throw new BtfError(swapped ? "BTF of a big-endian machine" : "not BTF: no magic number");
  }
  if (bytes.length > largestBtf) throw new BtfError("BTF is larger than any kernel's");
  if (bytes[2] !== 1) throw new BtfError(`BTF of version ${bytes[2]}, which is not known`);
  const base = view.getUint32(4, true);
  if (base < headerSize) throw new BtfError("BTF has a header that is too short");
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
    const part = bytes.subarray(from, Math.min(from + longestName, stringEnd));
    const length = part.indexOf(0);
    if (from >= stringEnd || length < 0) throw new BtfError(`BTF has no name at ${offset}`);
    return text.decode(part.subarray(0, length));
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
    signed: (id) => btf.kind(id) === btfKind.int && ((u32(at(id) + 12) >>> 24) & 1) === 1,
    flag: (id) => info(id) >>> 31 === 1,
    string: stringAt,
    intWord: (id) => u32(at(id) + 12),
    intOffset: (id) => (u32(at(id) + 12) >>> 16) & 0xff,
    members: (id) => {
      const bitfields = info(id) >>> 31 === 1;
      return entries(id, 12, (o) => ({
        name: stringAt(u32(o)),
        type: u32(o + 4),
        bitOffset: bitfields ? u32(o + 8) & 0xffffff : u32(o + 8),
        bitSize: bitfields ? u32(o + 8) >>> 24 : 0,
      }));
    },
    parameters: (id) => entries(id, 8, (o) => ({ name: stringAt(u32(o)), type: u32(o + 4) })),
    array: (id) => ({ type: u32(at(id) + 12), length: u32(at(id) + 20) }),
    arrayIndex: (id) => u32(at(id) + 16),
    enumerators: (id) =>
      btf.kind(id) === btfKind.enum64
        ? entries(id, 12, (o) => ({ name: stringAt(u32(o)), value: number64(view, o + 4) }))
        : entries(id, 8, (o) => ({
            name: stringAt(u32(o)),
            value: btf.flag(id) ? view.getInt32(o + 4, true) : u32(o + 4),
          })),
    index: (kinds, names) => {
      const hashes = new Set([...names].map((name) => hashOf(new TextEncoder().encode(name), 0)));
      const found = new Map<string, number[]>();
      const mask = kinds.reduce((bits, kind) => bits | (1 << kind), 0);
      for (let id = 1; id < offsets.length; id++) {
        const offset = at(id);
        if (!((mask >>> ((u32(offset + 4) >>> 24) & 0x1f)) & 1)) continue;
        const start = u32(offset);
        // Most types are not asked for: their names are not made into strings.
        if (start === 0 || !hashes.has(hashOf(bytes, stringStart + start))) continue;
        const name = essentialName(stringAt(start));
        if (!names.has(name)) continue;
        const ids = found.get(name);
        if (ids) ids.push(id);
        else found.set(name, [id]);
      }
      return found;
    },
    find: (kind, name) => {
      const ids = btf.index([kind], new Set([essentialName(name)])).get(essentialName(name)) ?? [];
      return ids.find((id) => btf.name(id) === name) ?? 0;
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
        if (steps > deepest) throw new BtfError("BTF types go round in a circle");
        id = btf.sizeOrType(id);
      }
      return id;
    },
  };
  return btf;
}

/** Without the last ___ and what follows: how one object tells types of several kernels apart. */
export function essentialName(name: string): string {
  for (let i = name.length - 5; i >= 0; i--) {
    if (name.startsWith("___", i + 1) && name[i] !== "_" && name[i + 4] !== "_") {
      return name.slice(0, i + 1);
    }
  }
  return name;
}

/** FNV-1a of a name up to its end or to three underscores. */
function hashOf(bytes: Uint8Array, start: number): number {
  let hash = 0x811c9dc5;
  const end = Math.min(bytes.length, start + longestName);
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) break;
    if (byte === 0x5f && bytes[i + 1] === 0x5f && bytes[i + 2] === 0x5f && i > start) break;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash;
}

/** BTF's signedness is of no use for a comparison: the low 53 bits are. */
function number64(view: DataView, offset: number): number {
  return Number(
    (BigInt(view.getInt32(offset + 4, true)) << 32n) | BigInt(view.getUint32(offset, true)),
  );
}

function indexTypes(view: DataView, start: number, end: number): number[] {
  const offsets = [0];
  let offset = start;
  while (offset < end) {
    if (offset + 12 > end) throw new BtfError("BTF is cut inside a type");
    offsets.push(offset);
    offset += typeSize(view.getUint32(offset + 4, true));
  }
  if (offset !== end) throw new BtfError("BTF is cut inside a type");
  return offsets;
}

/** Bytes of a type, by its info word. @throws BtfError */
export function typeSize(info: number): number {
  const tail = tails[(info >>> 24) & 0x1f];
  if (!tail) throw new BtfError(`BTF has a type of unknown kind ${(info >>> 24) & 0x1f}`);
  return 12 + tail.once + tail.each * (info & 0xffff);
}
