/**
 * The trimmed BTF of many kernels in one file: an index of text lines, then the parts, each once
 * however many kernels it fits; all of it zstd.
 */
import { BtfError } from "./btf.ts";
import { isSameKernel, type KernelIdentity } from "./kernel-name.ts";

export interface KnownKernel {
  readonly kernel: KernelIdentity;
  /** Its trimmed BTF. */
  readonly btf: Uint8Array;
}

export interface BtfSet {
  /** What the objects wanted when the set was made, in words: describe() in relocations.ts. */
  readonly wanted: readonly string[];
  readonly kernels: readonly KnownKernel[];
}

const firstLine = "sonde kernels 1";
const separator = "\t";

export function encodeSet({ wanted, kernels }: BtfSet): Uint8Array {
  const parts = new Map<string, { readonly index: number; readonly bytes: Uint8Array }>();
  const lines = kernels.map(({ kernel, btf }) => {
    const key = Buffer.from(btf).toString("latin1");
    const part = parts.get(key) ?? { index: parts.size, bytes: btf };
    parts.set(key, part);
    const { arch, buildId, release, version, distribution, distributionVersion } = kernel;
    const names = [buildId, distribution, distributionVersion, release, version];
    return ["kernel", part.index, arch, ...names.map((name) => name ?? "")].join(separator);
  });
  const all = [...parts.values()].map(({ bytes }) => bytes);
  const index = [
    firstLine,
    ...wanted.map((words) => `wanted${separator}${words}`),
    ...all.map((bytes) => `part${separator}${bytes.length}`),
    ...lines,
  ];
  const head = Buffer.from(`${index.join("\n")}\n\n`);
  return Bun.zstdCompressSync(Buffer.concat([head, ...all]), { level: 22 });
}

/** @throws BtfError when it is not such a file, or damaged */
export function decodeSet(packed: Uint8Array): BtfSet {
  let bytes: Buffer;
  try {
    bytes = Bun.zstdDecompressSync(packed);
  } catch (error) {
    throw new BtfError("the set of kernels is damaged", { cause: error });
  }
  const end = bytes.indexOf("\n\n");
  const lines = bytes.toString("utf8", 0, Math.max(end, 0)).split("\n");
  if (lines[0] !== firstLine) throw new BtfError("not a set of kernels");
  const rows = lines.slice(1).map((line) => line.split(separator));
  let at = end + 2;
  const parts = rows
    .filter(([word]) => word === "part")
    .map(([, size]) => {
      const start = at;
      at += Number(size);
      return bytes.subarray(start, at);
    });
  return {
    wanted: rows.filter(([word]) => word === "wanted").map(([, words = ""]) => words),
    kernels: rows.filter(([word]) => word === "kernel").map((row) => knownKernel(row, parts)),
  };
}

function knownKernel(row: readonly string[], parts: readonly Uint8Array[]): KnownKernel {
  const [, part, arch, buildId, distribution, distributionVersion, release, version] = row;
  const btf = parts[Number(part)];
  if (btf === undefined || (arch !== "x64" && arch !== "arm64")) {
    throw new BtfError("the set of kernels is damaged");
  }
  const kernel = {
    arch,
    buildId: buildId || null,
    distribution: distribution || null,
    distributionVersion: distributionVersion || null,
    release: release || null,
    version: version || null,
  } as const;
  return { kernel, btf };
}

/** The BTF of this very kernel. */
export function findKernel(set: BtfSet, running: KernelIdentity): Uint8Array | undefined {
  return set.kernels.find(({ kernel }) => isSameKernel(kernel, running))?.btf;
}
