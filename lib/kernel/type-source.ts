/** Where the types of the running kernel are described: the first of these that there is. */
import { accessSync, constants, readFileSync } from "node:fs";
import kernelsPath from "#embed/kernels" with { type: "file" };
import { BtfError, parseBtf } from "../btf/btf.ts";
import { architectureOf, type BtfFile, readBtfFile } from "../btf/file.ts";
import { noteOf } from "../btf/note.ts";
import { readWanted } from "../btf/relocations.ts";
import { type BtfSet, decodeSet, findKernel } from "../btf/set.ts";
import { neededTypes, writeTrimmed } from "../btf/trim.ts";
import { exitCode, SondeError } from "../error.ts";
import { objectBytes } from "../hook/object-file.ts";
import { vmlinuxBtf } from "./btf.ts";
import { whyForeign } from "./foreign.ts";
import { runningKernel } from "./identity.ts";

export type TypeSource =
  /** The kernel describes itself. */
  | { readonly from: "kernel" }
  | {
      readonly from: "file" | "executable";
      /** Trimmed, and written by us: libbpf never sees what a file holds. */
      readonly btf: Uint8Array;
      /** Of the file; "this executable". */
      readonly name: string;
    }
  | { readonly from: "nowhere" };

/** @throws SondeError the file is no BTF, or that of another kernel */
export function findTypes(file: string | undefined): TypeSource {
  if (describesItself()) return { from: "kernel" };
  if (file !== undefined) return { from: "file", name: file, btf: fitting(file) };
  const btf = findKernel(embeddedKernels(), runningKernel());
  return btf === undefined
    ? { from: "nowhere" }
    : { from: "executable", name: "this executable", btf };
}

/** The kernels whose types the executable brings along. */
export function embeddedKernels(): BtfSet {
  return decodeSet(readFileSync(kernelsPath));
}

function describesItself(): boolean {
  try {
    accessSync(vmlinuxBtf, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function fitting(path: string): Uint8Array {
  const file = readBtfFile(path);
  try {
    const reason = otherArchitecture(file) ?? whyForeign(file, runningKernel());
    if (reason !== null) {
      throw new SondeError(
        exitCode.badInput,
        `${path} is not of the running kernel: ${reason}`,
        "Offsets of another kernel would record nonsense. Give BTF of this very build.",
      );
    }
    return trimmed(file);
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    throw new SondeError(exitCode.badInput, `${path}: ${error.message}`, undefined, error);
  }
}

function trimmed({ btf, name }: BtfFile): Uint8Array {
  return writeTrimmed(btf, neededTypes(btf, [readWanted(objectBytes())]), noteOf(name));
}

function otherArchitecture({ btf }: BtfFile): string | null {
  const arch = architectureOf(btf);
  if (arch === process.arch) return null;
  return arch === null ? "it has no registers that sonde knows" : `it is of an ${arch} kernel`;
}

/** BTF without any type: every question for one is answered with no. */
export function noTypes(): Uint8Array {
  return writeTrimmed(parseBtf(emptyBtf), new Map());
}

const emptyBtf = Uint8Array.from([0x9f, 0xeb, 1, 0, 24, ...new Array(15).fill(0), 1, 0, 0, 0, 0]);
