/**
 * A kernel as a file: vmlinux (ELF) or the raw Image of arm64, uncompressed. Finds what says which
 * kernel it is, and its BTF, without trusting any of it.
 */

import { readSections } from "./elf.ts";
import type { KernelName } from "./kernel-name.ts";
import { parseNotes } from "./notes.ts";

export interface KernelFile {
  readonly name: KernelName;
  /** Null where the kernel was built without. */
  readonly btf: Uint8Array | null;
}

const btfMagic = Uint8Array.of(0x9f, 0xeb, 1, 0, 24, 0, 0, 0);
/** No kernel's own BTF is smaller; what else looks like one is an example or a vdso's. */
const leastBtf = 1 << 16;

/** Reads an uncompressed kernel. @throws ElfError where an ELF file is cut or inconsistent */
export function readKernelFile(bytes: Uint8Array): KernelFile {
  const banner = bannerOf(bytes);
  const sections = isElf(bytes) ? readSections(bytes) : undefined;
  const notes = sections?.find(({ name }) => name === ".notes")?.bytes;
  const buildId = sections ? (notes ? parseNotes(notes) : null) : imageBuildId(bytes);
  const btf = sections ? sections.find(({ name }) => name === ".BTF")?.bytes : imageBtf(bytes);
  return { name: { ...banner, buildId }, btf: btf ?? null };
}

export function isElf(bytes: Uint8Array): boolean {
  return bytes.length > 64 && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c;
}

/** init/version.c: "Linux version RELEASE (builder) (compiler) VERSION\n". */
function bannerOf(bytes: Uint8Array): Pick<KernelName, "release" | "version"> {
  const text = asBuffer(bytes);
  for (const at of places(text, Buffer.from("Linux version "))) {
    const line = text.toString("latin1", at, Math.min(at + 1024, text.length));
    const [, release, version] = /^Linux version (\d\S*) \(.*\) (#\d[^\n]*)\n/.exec(line) ?? [];
    if (release !== undefined && version !== undefined) return { release, version };
  }
  return { release: null, version: null };
}

function imageBtf(bytes: Uint8Array): Uint8Array | null {
  const text = asBuffer(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const at of places(text, btfMagic)) {
    if (at + 24 > bytes.length) return null;
    const typesEnd = view.getUint32(at + 8, true) + view.getUint32(at + 12, true);
    const stringsEnd = view.getUint32(at + 16, true) + view.getUint32(at + 20, true);
    const size = 24 + Math.max(typesEnd, stringsEnd);
    if (size >= leastBtf && at + size <= bytes.length) return bytes.subarray(at, at + size);
  }
  return null;
}

/** namesz 4, descsz 20, NT_GNU_BUILD_ID, "GNU". */
const noteHead = Uint8Array.of(4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0);

/** The note that is not inside one of the vdso's, which are ELF files of their own in the image. */
function imageBuildId(bytes: Uint8Array): string | null {
  const text = asBuffer(bytes);
  for (const at of places(text, noteHead)) {
    if (insideElf(text, at)) continue;
    return text.toString("hex", at + 16, at + 36);
  }
  return null;
}

/** A vdso starts at most this far before its note. */
const vdsoSize = 1 << 16;

function insideElf(text: Buffer, at: number): boolean {
  const start = text.lastIndexOf("\x7fELF", at, "latin1");
  if (start < 0 || start + vdsoSize < at || start + 64 > text.length) return false;
  // The table of sections is the last thing in the file.
  const wide = text[start + 4] === 2;
  const table = wide ? Number(text.readBigUInt64LE(start + 40)) : text.readUInt32LE(start + 32);
  return at < start + table;
}

function* places(text: Buffer, pattern: Uint8Array): Generator<number> {
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) yield at;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
