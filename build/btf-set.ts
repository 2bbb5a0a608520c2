/**
 * The kernels whose types the executable brings along: btfhub/<arch>.kernels, committed, and what
 * `--btfhub DIR` adds.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseBtf } from "../lib/btf/btf.ts";
import { describe, readWanted, type Wanted } from "../lib/btf/relocations.ts";
import { type BtfSet, decodeSet, encodeSet, type KnownKernel } from "../lib/btf/set.ts";
import { neededTypes, writeTrimmed } from "../lib/btf/trim.ts";
import { type FullKernel, folderKernels } from "./btf-folder.ts";
import { packagedBtf } from "./kernel-btf.ts";
import { kernelPackages } from "./kernel-packages.ts";
import { BuildError } from "./run.ts";
import { type Arch, embedDir } from "./targets.ts";

/** VERSION_ID of os-release; those not released yet have none. */
const suiteVersions: Readonly<Record<string, string>> = {
  bullseye: "11",
  bookworm: "12",
  "bookworm-backports": "12",
  trixie: "13",
  "trixie-backports": "13",
};

export const committedSet = (arch: Arch): string => `btfhub/${arch}.kernels`;

/** What an object needs of kernels, in words; the same for the same sources. */
export function wantedWords(wanted: Wanted): string[] {
  const { relocations } = wanted;
  return [...new Set(relocations.map((relocation) => describe(wanted, relocation)))].sort();
}

export function readObject(arch: Arch): Wanted {
  return readWanted(readFileSync(join(embedDir(arch), "sonde.bpf.o")));
}

/** Makes the committed sets anew from the kernels of Debian's mirror. Says what it did. */
export async function refreshSets(arches: readonly Arch[]): Promise<void> {
  const packages = await kernelPackages();
  for (const arch of arches) {
    const full: FullKernel[] = [];
    for (const one of packages.filter((found) => found.arch === arch)) {
      const btf = await packagedBtf(one);
      if (btf === null) continue;
      const distributionVersion = suiteVersions[one.suite] ?? null;
      const kernel = { ...btf.name, arch, distribution: "debian", distributionVersion };
      full.push({ kernel, read: btf.read });
    }
    const path = committedSet(arch);
    const set = trimAll(readObject(arch), full);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, encodeSet(set));
    console.error(`${path}: ${setText(set)}, ${(statSync(path).size / 1024).toFixed(0)} KiB`);
  }
}

/** Puts the executable's set in place: the committed one, with the kernels of some folders. */
export async function embedSet(arch: Arch, folders: readonly string[]): Promise<void> {
  const out = join(embedDir(arch), "kernels");
  const committed = readFileSync(committedSet(arch));
  if (folders.length === 0) return writeFileSync(out, committed);
  const wanted = readObject(arch);
  const set = decodeSet(committed);
  const stale = missingWords(set, wanted);
  if (stale.length > 0) throw new BuildError(staleText(arch, stale));
  const full = (await Promise.all(folders.map((folder) => folderKernels(folder, arch)))).flat();
  const more = trimAll(wanted, full);
  const all = { wanted: set.wanted, kernels: [...more.kernels, ...set.kernels] };
  writeFileSync(out, encodeSet(all));
  console.error(`${folders.join(", ")}: ${setText(more)}`);
}

/** What the object needs and the set was not made for. */
export function missingWords(set: BtfSet, wanted: Wanted): string[] {
  return wantedWords(wanted).filter((words) => !set.wanted.includes(words));
}

export function staleText(arch: Arch, missing: readonly string[]): string {
  return [
    `${committedSet(arch)} was made before the programs needed this:`,
    ...missing.map((words) => `  ${words}`),
    "Make it anew with `npm run build -- --btf-set` and commit it.",
  ].join("\n");
}

function trimAll(wanted: Wanted, full: readonly FullKernel[]): BtfSet {
  const kernels = full.map(({ kernel, read }): KnownKernel => {
    const btf = parseBtf(read());
    return { kernel, btf: writeTrimmed(btf, neededTypes(btf, [wanted])) };
  });
  return { wanted: wantedWords(wanted), kernels };
}

function setText({ kernels, wanted }: BtfSet): string {
  const parts = new Set(kernels.map(({ btf }) => Buffer.from(btf).toString("latin1"))).size;
  return `${kernels.length} kernels, ${parts} of them different for ${wanted.length} types and fields`;
}
