/** The module that overwrites credentials, compiled against the headers of a packaged kernel. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AptState, Package } from "../build/apt.ts";
import { cacheRoot } from "../build/apt.ts";
import { output } from "./command.ts";
import { compiled } from "./compile.ts";
import { findFiles, unpacked } from "./package-files.ts";

const sources = join(import.meta.dir, "overwrite");

/** Path of the module. @throws Error when a package can't be had or the compiler does not take the headers. */
export async function overwriteModule(
  apt: AptState,
  flavour: string,
  arch: string,
): Promise<string> {
  const packages = await headerPackages(apt, `linux-headers-${flavour}`, arch);
  const tree = await mergedTree(apt, packages);
  const build = findFiles([tree], "usr/src/*/Module.symvers")[0];
  if (build === undefined) throw new Error(`${flavour} has no headers to build modules with`);
  const files = readdirSync(sources).map((file) => join(sources, file));
  return await compiled(`overwrite-${packages[0]?.sha256.slice(0, 12)}`, files, (out) => [
    ["mkdir", "-p", `${out}.build`],
    ["cp", ...files, `${out}.build`],
    [
      ...["nice", "make", "-s", "-C", join(build, "..")],
      ...[`M=${out}.build`, "CC=x86_64-linux-gnu-gcc", "modules"],
    ],
    ["mv", `${out}.build/overwrite.ko`, out],
    ["rm", "-r", `${out}.build`],
  ]);
}

/** The metapackage's headers, what is common to all flavours, and the programs that build. */
async function headerPackages(apt: AptState, meta: string, arch: string): Promise<Package[]> {
  const found = new Map<string, Package>();
  const todo = [...(await apt.resolve(meta, arch)).depends];
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (found.has(name) || !/^linux-(headers-\d|kbuild-)/.test(name)) continue;
    const pkg = await apt.resolve(name, arch);
    found.set(name, pkg);
    todo.push(...pkg.depends);
  }
  return [...found.values()];
}

/** As if they were installed in a root of their own: they refer to each other by path. */
async function mergedTree(apt: AptState, packages: readonly Package[]): Promise<string> {
  const name = `headers-${packages.map(({ sha256 }) => sha256.slice(0, 8)).join("-")}`;
  const tree = join(cacheRoot("lab"), "unpacked", name);
  if (existsSync(tree)) return tree;
  const partial = `${tree}.partial.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  for (const pkg of packages) {
    await output(["cp", "-al", `${await unpacked(apt, pkg)}/.`, partial]);
  }
  for (const makefile of findFiles([partial], "usr/src/*/Makefile")) {
    const text = await Bun.file(makefile).text();
    if (!text.startsWith("include /usr/src/")) continue;
    // A file of its own: the one there is shared with the package's folder.
    rmSync(makefile);
    writeFileSync(makefile, text.replace("/usr/src/", `${tree}/usr/src/`));
  }
  if (existsSync(tree)) rmSync(partial, { recursive: true });
  else renameSync(partial, tree);
  return tree;
}
