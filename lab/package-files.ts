/** Files out of Debian packages, unpacked once into the cache. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type AptState, cacheRoot, type Package } from "../build/apt.ts";
import { output } from "./command.ts";

const running = new Map<string, Promise<string>>();

/** Downloads a package and unpacks it, once. Returns the folder, named after the package's checksum. */
export function unpacked(apt: AptState, pkg: Package): Promise<string> {
  const name = `${pkg.name}_${pkg.architecture}_${pkg.sha256.slice(0, 12)}`;
  const promise = running.get(name) ?? unpack(apt, pkg, join(cacheRoot("lab"), "unpacked", name));
  running.set(name, promise);
  return promise;
}

async function unpack(apt: AptState, pkg: Package, dir: string): Promise<string> {
  if (existsSync(dir)) return dir;
  const partial = `${dir}.partial.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const deb = await apt.download(pkg, partial);
  await output(["dpkg-deb", "-x", deb, partial]);
  rmSync(deb);
  // Another lab may have been faster.
  if (existsSync(dir)) rmSync(partial, { recursive: true });
  else renameSync(partial, dir);
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
