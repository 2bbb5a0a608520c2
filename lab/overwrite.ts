/** The module that overwrites credentials, compiled against the headers of a packaged kernel. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { AptState, Package } from "../build/apt.ts";
import { compiled } from "./compile.ts";
import { compilerRoot, makeIn } from "./compiler.ts";
import { type Arch, debianArch, hostArch } from "./kernels.ts";
import { findFiles, unpacked } from "./package-files.ts";

const sources = join(import.meta.dir, "overwrite");

/**
 * Path of the module for a flavour of Debian's kernel, for example `cloud-amd64`.
 * @throws Error when a package can't be had or the compiler does not take the headers.
 */
export async function overwriteModule(apt: AptState, flavour: string, arch: Arch): Promise<string> {
  const packages = await headerPackages(apt, `linux-headers-${flavour}`, arch);
  const folders = await Promise.all(packages.map((one) => unpacked(apt, one)));
  const symbols = findFiles(folders, "usr/src/*/Module.symvers")[0];
  if (symbols === undefined) throw new Error(`${flavour} has no headers to build modules with`);
  const headers = `/usr/src/${basename(join(symbols, ".."))}`;
  const compiler = await compilerRoot();
  const files = readdirSync(sources).map((file) => join(sources, file));
  // Types of the module itself would want pahole, and nothing asks for them.
  const args = ["-C", headers, "M=/build", "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules"];
  const hash = packages.map(({ sha256 }) => sha256.slice(0, 8)).join("-");
  return await compiled(`overwrite-${hash}`, files, (out) => {
    const root = `${out}.root`;
    return [
      ["cp", "-al", compiler, root],
      // As if they were installed: they refer to each other by path.
      ...folders.map((folder) => ["cp", "-al", join(folder, "usr"), root]),
      ["mkdir", join(root, "build")],
      ["cp", ...files, join(root, "build")],
      makeIn(root, arch, args),
      ["mv", join(root, "build/overwrite.ko"), out],
    ];
  });
}

/** The metapackage's headers, what is common to all flavours, and the programs that build, which run here. */
async function headerPackages(apt: AptState, meta: string, arch: Arch): Promise<Package[]> {
  const found = new Map<string, Package>();
  const todo = [...(await apt.resolve(meta, debianArch[arch])).depends];
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (found.has(name) || !/^linux-(headers-\d|kbuild-)/.test(name)) continue;
    const pkg = await apt.resolve(name, archOf(name, arch));
    found.set(name, pkg);
    todo.push(...pkg.depends);
  }
  return [...found.values()];
}

/** Debian's architecture of one of them. */
function archOf(name: string, arch: Arch): string | undefined {
  if (name.endsWith("-common")) return undefined; // apt finds what is for all only without
  return debianArch[name.startsWith("linux-kbuild-") ? hostArch() : arch];
}
