/**
 * Full BTF of packaged kernels, taken out of their images once and kept in the cache: some 5 MB
 * each, from packages of up to 170 MB.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { readKernelFile } from "../lib/btf/image.ts";
import type { KernelName } from "../lib/btf/kernel-name.ts";
import { AptError, cacheRoot, type Package } from "./apt.ts";
import { textProperty } from "./json.ts";
import type { KernelPackage } from "./kernel-packages.ts";
import { BuildError, run } from "./run.ts";
import { debianName } from "./targets.ts";
import { unpackKernel } from "./vmlinuz.ts";

/** One kernel and where its types are described. */
export interface KernelBtf {
  readonly name: KernelName;
  /** Unpacked. */
  read(): Uint8Array;
}

/**
 * Of the newest that the mirror really has, from the cache or from there. Null where there is none,
 * or it is without BTF. @throws BuildError
 */
export async function packagedBtf(kernel: KernelPackage): Promise<KernelBtf | null> {
  for (const name of kernel.names) {
    try {
      return await onePackage(kernel, name);
    } catch (error) {
      if (!(error instanceof AptError)) throw error;
      console.error(`${name}: the mirror lists it, but does not have it`);
    }
  }
  return null;
}

/** What the mirror did not have is not asked for again for so long. */
const absentHours = 12;

async function onePackage(kernel: KernelPackage, name: string): Promise<KernelBtf | null> {
  const pkg = await kernel.apt.resolve(name, debianName[kernel.arch]);
  const dir = join(cacheRoot("btf"), kernel.arch);
  const base = join(dir, `${pkg.name}_${pkg.version}`);
  if (!existsSync(`${base}.json`)) {
    mkdirSync(dir, { recursive: true });
    const asked = statSync(`${base}.absent`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - asked < absentHours * 3_600_000) throw new AptError("not there", "try later");
    writeFileSync(`${base}.absent`, "");
    console.error(`fetching ${pkg.name} ${pkg.version}, ${(pkg.size / 1e6).toFixed(0)} MB`);
    await fetchBtf(kernel, pkg, base);
    rmSync(`${base}.absent`);
  }
  const known: unknown = JSON.parse(readFileSync(`${base}.json`, "utf8"));
  if (!existsSync(`${base}.btf.zst`)) return null;
  return {
    name: {
      buildId: textProperty(known, "buildId"),
      release: textProperty(known, "release"),
      version: textProperty(known, "version"),
    },
    read: () => Bun.zstdDecompressSync(readFileSync(`${base}.btf.zst`)),
  };
}

async function fetchBtf(kernel: KernelPackage, pkg: Package, base: string): Promise<void> {
  const work = `${base}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const deb = await kernel.apt.download(pkg, work);
    // tar leaves after the image, long before the modules.
    const script =
      'dpkg-deb --fsys-tarfile "$0" 2>/dev/null | tar -x -C "$1" --wildcards --occurrence=1 "*/vmlinuz*"';
    run("sh", ["-c", script, deb, work]);
    const [image] = new Bun.Glob("**/vmlinuz*").scanSync({ cwd: work, absolute: true });
    if (image === undefined) throw new BuildError(`${pkg.name} ${pkg.version} has no vmlinuz`);
    const { name, btf } = readKernelFile(await unpackKernel(readFileSync(image)));
    if (btf) writeFileSync(join(work, "btf"), Bun.zstdCompressSync(btf, { level: 6 }));
    writeFileSync(join(work, "json"), JSON.stringify(name));
    if (btf) renameSync(join(work, "btf"), `${base}.btf.zst`);
    renameSync(join(work, "json"), `${base}.json`); // last: what makes it known
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
