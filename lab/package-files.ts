/** Files out of Debian packages, unpacked once into the cache. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type AptState, cacheRoot, type Package } from "../build/apt.ts";
import { output } from "./command.ts";

/** Downloads a package and unpacks it. Returns the folder, named after the package's checksum. */
export async function unpacked(apt: AptState, pkg: Package): Promise<string> {
  const dir = join(
    cacheRoot("lab"),
    "unpacked",
    `${pkg.name}_${pkg.architecture}_${pkg.sha256.slice(0, 12)}`,
  );
  if (existsSync(dir)) return dir;
  const debs = join(cacheRoot("lab"), "deb");
  mkdirSync(debs, { recursive: true });
  const deb = await apt.download(pkg, debs);
  const partial = `${dir}.partial.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  await output(["dpkg-deb", "-x", deb, partial]);
  rmSync(deb);
  renameSync(partial, dir);
  return dir;
}

/** Every file below the folders whose path ends in the pattern's match. */
export function findFiles(dirs: readonly string[], glob: string): string[] {
  const pattern = new Bun.Glob(glob);
  return dirs
    .flatMap((dir) => [
      ...pattern.scanSync({ cwd: dir, absolute: true, dot: true, onlyFiles: false }),
    ])
    .sort();
}
