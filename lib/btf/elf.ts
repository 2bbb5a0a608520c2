/** The sections of a little-endian 64-bit ELF file: kernels and BPF objects. */

export interface Section {
  readonly name: string;
  /** sh_type; include/uapi/linux/elf.h */
  readonly type: number;
  /** sh_info: of relocations, the section that they are for. */
  readonly info: number;
  /** A view into the file; empty for a section without contents. */
  readonly bytes: Uint8Array;
}

/** The bytes are not ELF, or are cut or inconsistent. */
export class ElfError extends Error {
  override readonly name = "ElfError";
}

const nobits = 8;

/** In the file's order. @throws ElfError */
export function readSections(bytes: Uint8Array): Section[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 64 || view.getUint32(0, false) !== 0x7f454c46) {
    throw new ElfError("not an ELF file");
  }
  if (bytes[4] !== 2 || bytes[5] !== 1) throw new ElfError("not a 64-bit little-endian ELF file");
  const table = Number(view.getBigUint64(40, true));
  const entrySize = view.getUint16(58, true);
  const count = view.getUint16(60, true);
  const namesIndex = view.getUint16(62, true);
  if (entrySize < 64 || table + count * entrySize > bytes.length) {
    throw new ElfError("the ELF file is cut: its table of sections goes past its end");
  }
  const part = (index: number): Uint8Array => {
    const at = table + index * entrySize;
    if (view.getUint32(at + 4, true) === nobits) return bytes.subarray(0, 0);
    const from = Number(view.getBigUint64(at + 24, true));
    const size = Number(view.getBigUint64(at + 32, true));
    if (from + size > bytes.length) throw new ElfError("the ELF file is cut inside a section");
    return bytes.subarray(from, from + size);
  };
  if (count === 0) return [];
  if (namesIndex >= count) throw new ElfError("the ELF file has no names of sections");
  const names = part(namesIndex);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * entrySize;
    return {
      name: nameAt(names, view.getUint32(at, true)),
      type: view.getUint32(at + 4, true),
      info: view.getUint32(at + 44, true),
      bytes: part(index),
    };
  });
}

function nameAt(names: Uint8Array, offset: number): string {
  const end = names.indexOf(0, offset);
  if (offset >= names.length || end < 0)
    throw new ElfError("the ELF file has a section without a name");
  return Buffer.from(names.subarray(offset, end)).toString("latin1");
}
