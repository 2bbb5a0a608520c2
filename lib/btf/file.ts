/** BTF in a file that the user names: by itself, or inside a kernel. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import { type Btf, BtfError, btfKind, parseBtf } from "./btf.ts";
import { ElfError, readSections } from "./elf.ts";
import { isElf, readKernelFile } from "./image.ts";
import type { KernelName } from "./kernel-name.ts";
import { readNote } from "./note.ts";

export interface BtfFile {
  readonly btf: Btf;
  /** The BTF itself. */
  readonly bytes: Uint8Array;
  /** Of the kernel, as far as the file says. */
  readonly name: KernelName;
}

/** With all of its debug information a kernel has 1 GB. */
const largestFile = 2 ** 31 - 1;

/** @throws SondeError that says what the file is instead, and what to do */
export function readBtfFile(path: string): BtfFile {
  const bytes = readBytes(path);
  try {
    return parseFile(path, bytes);
  } catch (error) {
    if (!(error instanceof BtfError || error instanceof ElfError)) throw error;
    throw bad(
      `${path}: ${error.message}`,
      "Give raw BTF, or a vmlinux with a section .BTF.",
      error,
    );
  }
}

function parseFile(path: string, bytes: Uint8Array): BtfFile {
  const head = Buffer.from(bytes.subarray(0, 0x206)).toString("latin1");
  if (head.startsWith("\x9f\xeb") || head.startsWith("\xeb\x9f")) {
    const none = { buildId: null, release: null, version: null };
    return { btf: parseBtf(bytes), bytes, name: readNote(bytes) ?? none };
  }
  if (head.endsWith("HdrS")) {
    throw bad(
      `${path} is a boot image, with the kernel packed inside`,
      "Unpack it: scripts/extract-vmlinux of the kernel's sources does that.",
    );
  }
  const { btf, name } = readKernelFile(bytes);
  if (btf !== null) return { btf: parseBtf(btf), bytes: btf, name };
  if (isElf(bytes) && readSections(bytes).some((section) => section.name === ".debug_info")) {
    throw bad(
      `${path} describes its types as DWARF only`,
      `Make BTF of it first: pahole -J --btf_encode_detached=vmlinux.btf ${path}`,
    );
  }
  throw bad(`${path} holds no BTF`, "Give raw BTF, or a vmlinux with a section .BTF.");
}

/** The architecture whose kernel this is, told by its registers; null for neither. */
export function architectureOf(btf: Btf): "x64" | "arm64" | null {
  const id = btf.find(btfKind.struct, "pt_regs");
  const names = id === 0 ? [] : btf.members(id).map(({ name }) => name);
  if (names.includes("orig_ax")) return "x64";
  const inner = btf.find(btfKind.struct, "user_pt_regs") !== 0;
  return names.includes("orig_x0") || (inner && names.includes("syscallno")) ? "arm64" : null;
}

function readBytes(path: string): Uint8Array {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe would wait
  } catch (error) {
    throw bad(`cannot open ${path}: ${codeOf(error)}`, undefined, error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw bad(`${path} is not a file`);
    if (stat.size > largestFile)
      throw bad(`${path} is too large`, "Take its section .BTF out first.");
    return readFileSync(fd);
  } catch (error) {
    if (error instanceof SondeError) throw error;
    throw bad(`cannot read ${path}: ${codeOf(error)}`, undefined, error);
  } finally {
    closeSync(fd);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function bad(message: string, hint?: string, cause?: unknown): SondeError {
  return new SondeError(exitCode.badInput, message, hint, cause);
}
