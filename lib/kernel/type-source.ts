/** Where the types of the running kernel are described: the first of these that there is. */
import { accessSync, constants, readFileSync } from "node:fs";
import kernelsPath from "#embed/kernels" with { type: "file" };
import { type Btf, BtfError, btfKind, parseBtf } from "../btf/btf.ts";
import { architectureOf, type BtfFile, readBtfFile } from "../btf/file.ts";
import { noteOf } from "../btf/note.ts";
import { readWanted } from "../btf/relocations.ts";
import { type BtfSet, decodeSet, findKernel } from "../btf/set.ts";
import { neededTypes, writeTrimmed } from "../btf/trim.ts";
import { exitCode, SondeError } from "../error.ts";
import { type Lacking, lackingTypes, nothing } from "../hook/lacking.ts";
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

/**
 * lacking: what the kernel is to be taken for lacking; with any of it but kernel_reads the types are trimmed.
 * @throws SondeError the file is no BTF, or that of another kernel
 */
export function findTypes(file: string | undefined, lacking = nothing): TypeSource {
  const found = findAny(file);
  const without = lackingTypes(lacking);
  if (without.size === 0 || found.from === "nowhere") return found;
  if (found.from !== "kernel") return { ...found, btf: trimmed(parseBtf(found.btf), "", without) };
  const { btf } = readBtfFile(vmlinuxBtf);
  return { from: "file", name: vmlinuxBtf, btf: trimmed(btf, "", without) };
}

function findAny(file: string | undefined): TypeSource {
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
    return trimmed(file.btf, noteOf(file.name), nothing);
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    throw new SondeError(exitCode.badInput, `${path}: ${error.message}`, undefined, error);
  }
}

function trimmed(btf: Btf, note: string, without: Lacking): Uint8Array {
  const kept = new Map(neededTypes(btf, [readWanted(objectBytes())]));
  // Programs ask for helpers by the enumerators of this one.
  const id = btf.find(btfKind.enum, "bpf_func_id");
  const names = id === 0 ? [] : btf.enumerators(id).map(({ name }) => name);
  const asked = [...(kept.get(id) ?? [])];
  const left = asked.filter((i) => !without.has(names[i]?.replace(/^BPF_FUNC_/, "") ?? ""));
  if (id !== 0) kept.set(id, new Set(left));
  return writeTrimmed(btf, kept, note);
}

function otherArchitecture({ btf }: BtfFile): string | null {
  const arch = architectureOf(btf);
  if (arch === process.arch) return null;
  return arch === null ? "it has no registers that sonde knows" : `it is of an ${arch} kernel`;
}

/** What libbpf is to be given; undefined where it finds them itself. @throws SondeError there are none */
export function typeBytes(types: TypeSource): Uint8Array | undefined {
  if (types.from === "nowhere") throw typesMissing();
  return types.from === "kernel" ? undefined : types.btf;
}

/** Without them nothing can be watched, and somebody must make them. */
function typesMissing(): SondeError {
  return new SondeError(
    exitCode.unsupported,
    `kernel ${runningKernel().release ?? ""} does not describe its types, and this executable does not know them: no audit point is possible`,
    [
      "Wherever this very build's vmlinux is, with its debug information:",
      "  pahole -J --btf_encode_detached=vmlinux.btf vmlinux && sonde btf trim vmlinux.btf -o .",
      "and here --btf FILE with the result.",
    ].join("\n  "),
  );
}
