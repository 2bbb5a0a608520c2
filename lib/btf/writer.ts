/** Writes BTF, type by type. */
import { type Btf, BtfError, btfKind } from "./btf.ts";

const headerSize = 24;

/** Kinds whose third word is a type and not a size. */
const referring: readonly number[] = [
  btfKind.pointer,
  btfKind.typedef,
  btfKind.volatile,
  btfKind.const,
  btfKind.restrict,
  btfKind.typeTag,
];

export class BtfWriter {
  readonly #renumber: (id: number) => number;
  readonly #words: number[] = [];
  readonly #strings = new Map<string, number>([["", 0]]);
  #stringBytes = 1;

  /** renumber: the id that a type has in what is written; 0 for one that is not. */
  constructor(renumber: (id: number) => number) {
    this.#renumber = renumber;
  }

  /** Copies a type with only these of its members or enumerators. @throws BtfError */
  copy(btf: Btf, id: number, parts: ReadonlySet<number>): void {
    const kind = btf.kind(id);
    const flag = Number(btf.flag(id));
    const head = (vlen: number, third: number) => {
      this.#words.push(
        this.#string(btf.name(id)),
        ((flag << 31) | (kind << 24) | vlen) >>> 0,
        third,
      );
    };
    const third = btf.sizeOrType(id);
    if (referring.includes(kind)) {
      head(0, this.#renumber(third));
    } else if (kind === btfKind.int) {
      head(0, third);
      this.#words.push(btf.intWord(id));
    } else if (kind === btfKind.array) {
      const { type, length } = btf.array(id);
      head(0, 0);
      this.#words.push(this.#renumber(type), this.#renumber(btf.arrayIndex(id)), length);
    } else if (kind === btfKind.struct || kind === btfKind.union) {
      head(parts.size, third);
      for (const [index, member] of btf.members(id).entries()) {
        if (!parts.has(index)) continue;
        const offset = flag ? (member.bitSize << 24) | member.bitOffset : member.bitOffset;
        this.#words.push(this.#string(member.name), this.#renumber(member.type), offset >>> 0);
      }
    } else if (kind === btfKind.enum || kind === btfKind.enum64) {
      head(parts.size, third);
      for (const [index, { name, value }] of btf.enumerators(id).entries()) {
        if (!parts.has(index)) continue;
        this.#words.push(this.#string(name), value >>> 0);
        if (kind === btfKind.enum64) this.#words.push(Math.floor(value / 2 ** 32) >>> 0);
      }
    } else if (kind === btfKind.forward || kind === btfKind.float) {
      head(0, third);
    } else {
      throw new BtfError(`a type of kind ${kind} cannot be written`);
    }
  }

  /** The whole, with a string that no type refers to. */
  finish(note?: string): Uint8Array {
    if (note !== undefined) this.#string(note);
    const strings = Buffer.from([...this.#strings.keys()].map((text) => `${text}\0`).join(""));
    const typeBytes = this.#words.length * 4;
    const bytes = new Uint8Array(headerSize + typeBytes + strings.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0xeb9f, true);
    view.setUint8(2, 1);
    view.setUint32(4, headerSize, true);
    view.setUint32(12, typeBytes, true);
    view.setUint32(16, typeBytes, true);
    view.setUint32(20, strings.length, true);
    for (const [i, word] of this.#words.entries()) view.setUint32(headerSize + i * 4, word, true);
    bytes.set(strings, headerSize + typeBytes);
    return bytes;
  }

  #string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const offset = this.#stringBytes;
    this.#strings.set(text, offset);
    this.#stringBytes += Buffer.byteLength(text) + 1;
    return offset;
  }
}
