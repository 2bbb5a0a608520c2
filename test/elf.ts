/** What a 64-bit little-endian ELF file wants of the machine that it is run on. */
import { closeSync, openSync, readSync } from "node:fs";

/** From elf.h. */
const shtDynamic = 6;
const shtVersionNeeds = 0x6ffffffe;
const dtNeeded = 1n;

export interface Wants {
  /** Names of shared libraries. */
  readonly libraries: readonly string[];
  /** Versions of symbols, like GLIBC_2.17, with the library they come from. */
  readonly versions: readonly { readonly library: string; readonly version: string }[];
}

interface Section {
  readonly type: number;
  readonly link: number;
  readonly bytes: DataView;
}

/** @throws Error when it is no such file. */
export function readWants(path: string): Wants {
  const sections = readSections(path);
  const strings = (section: Section) => {
    const table = sections[section.link]?.bytes;
    if (table === undefined) throw new Error(`${path}: a section without its strings`);
    return (at: number) => textAt(table, at);
  };
  const libraries: string[] = [];
  const versions: { library: string; version: string }[] = [];
  for (const section of sections) {
    const { type, bytes } = section;
    if (type === shtDynamic) {
      for (let at = 0; at < bytes.byteLength; at += 16) {
        if (bytes.getBigUint64(at, true) !== dtNeeded) continue;
        libraries.push(strings(section)(Number(bytes.getBigUint64(at + 8, true))));
      }
    }
    if (type !== shtVersionNeeds) continue;
    for (let at = 0, more = true; more; ) {
      const library = strings(section)(bytes.getUint32(at + 4, true));
      let aux = at + bytes.getUint32(at + 8, true);
      for (let count = bytes.getUint16(at + 2, true); count > 0; count--) {
        versions.push({ library, version: strings(section)(bytes.getUint32(aux + 8, true)) });
        aux += bytes.getUint32(aux + 12, true);
      }
      const next = bytes.getUint32(at + 12, true);
      more = next !== 0;
      at += next;
    }
  }
  return { libraries, versions };
}

/** Only the headers and what is asked for are read: the file may be large. */
function readSections(path: string): Section[] {
  const fd = openSync(path, "r");
  try {
    const read = (at: number, size: number): DataView => {
      const bytes = new Uint8Array(size);
      if (readSync(fd, bytes, 0, size, at) !== size) throw new Error(`${path}: cut short`);
      return new DataView(bytes.buffer);
    };
    const head = read(0, 64);
    if (head.getUint32(0) !== 0x7f454c46) throw new Error(`${path}: not an ELF file`);
    const table = Number(head.getBigUint64(40, true));
    const size = head.getUint16(58, true);
    return Array.from({ length: head.getUint16(60, true) }, (_, index) => {
      const entry = read(table + index * size, size);
      const type = entry.getUint32(4, true);
      const length = type === 8 ? 0 : Number(entry.getBigUint64(32, true)); // SHT_NOBITS: no bytes
      const wanted = [3, shtDynamic, shtVersionNeeds].includes(type); // 3: SHT_STRTAB
      const at = Number(entry.getBigUint64(24, true));
      return {
        type,
        link: entry.getUint32(40, true),
        bytes: wanted ? read(at, length) : new DataView(new ArrayBuffer(0)),
      };
    });
  } finally {
    closeSync(fd);
  }
}

function textAt(table: DataView, at: number): string {
  const bytes = new Uint8Array(table.buffer, at);
  return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString();
}
