/**
 * Kernels in a folder that the user has: a clone of BTFHub's archive, or any .btf files and
 * vmlinux images with a section .BTF.
 */
import { join } from "node:path";
import { architectureOf, readBtfFile } from "../lib/btf/file.ts";
import type { KernelIdentity } from "../lib/btf/kernel-name.ts";
import { BuildError } from "./run.ts";
import type { Arch } from "./targets.ts";

/** One kernel with its types in full. */
export interface FullKernel {
  readonly kernel: KernelIdentity;
  readonly read: () => Uint8Array;
}

const archNames: Readonly<Record<string, Arch>> = {
  x86_64: "x64",
  amd64: "x64",
  arm64: "arm64",
  aarch64: "arm64",
};

/** distro/version/arch/release.btf.tar.xz */
const hubPath = /(?:^|\/)([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\.btf\.tar\.xz$/;

/** Those for one architecture. @throws BuildError where there is none at all */
export async function folderKernels(folder: string, arch: Arch): Promise<FullKernel[]> {
  const glob = new Bun.Glob("**/{*.btf.tar.xz,*.btf,vmlinux*}");
  const names = [...glob.scanSync({ cwd: folder, onlyFiles: true })].sort();
  if (names.length === 0) throw new BuildError(`${folder} has no .btf.tar.xz, .btf or vmlinux`);
  return names.flatMap((name) => oneKernel(folder, name, arch) ?? []);
}

function oneKernel(folder: string, name: string, arch: Arch): FullKernel | undefined {
  const path = join(folder, name);
  const [, distribution, distributionVersion, hubArch, release] = hubPath.exec(name) ?? [];
  if (release !== undefined && distribution !== undefined) {
    if (archNames[hubArch ?? ""] !== arch) return undefined;
    const kernel = { arch, distribution, release, buildId: null, version: null };
    const read = () => untar(path);
    return { kernel: { ...kernel, distributionVersion: distributionVersion ?? null }, read };
  }
  if (name.endsWith(".tar.xz")) return undefined;
  const file = readBtfFile(path);
  if (architectureOf(file.btf) !== arch) return undefined;
  if (file.name.buildId === null) {
    console.error(`${path}: left out: it does not say which build it is of`);
    return undefined;
  }
  const kernel = { ...file.name, arch, distribution: null, distributionVersion: null };
  return { kernel, read: () => file.bytes };
}

/** The one file in it. */
function untar(path: string): Uint8Array {
  const { stdout, exitCode, stderr } = Bun.spawnSync(["tar", "-xJOf", path]);
  if (exitCode !== 0) throw new BuildError(`${path}: ${stderr}`);
  return stdout;
}
