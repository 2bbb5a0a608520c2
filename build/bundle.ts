/** One executable: Bun's own runtime with the program and the embedded files behind it. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "./apt.ts";
import { property, textProperty } from "./json.ts";
import { BuildError, run } from "./run.ts";
import { type Arch, targets } from "./targets.ts";

/** Writes dist/sonde-linux-ARCH. @throws BuildError */
export function bundle(arch: Arch): string {
  const name = `sonde-linux-${arch}`;
  const out = join("dist", name);
  const work = join("dist", `bundle-${process.pid}`); // the name inside shows in stack traces
  run(process.execPath, [
    ...[
      "build",
      "--compile",
      "--minify",
      "--bytecode",
      "--format=esm",
      "--splitting",
      `--target=${targets[arch].bunTarget}`,
    ],
    `--compile-executable-path=${bunRuntime(arch)}`,
    // Nothing of the directory it is run in may reach a program that runs as root.
    ...["--no-compile-autoload-bunfig", "--no-compile-autoload-dotenv"],
    ...["--no-compile-autoload-tsconfig", "--no-compile-autoload-package-json"],
    ...(arch === "arm64" ? ["--conditions=arm64"] : []),
    ...["cmd/main.ts", "--outfile", join(work, name)],
  ]);
  renameSync(join(work, name), out); // never half an executable, and never ETXTBSY
  rmSync(work, { recursive: true });
  return out;
}

/**
 * Bun for the target, from the npm package whose hash is in package-lock.json. npm installs only
 * the host's; another one is fetched as a tarball and checked against the same hash.
 */
function bunRuntime(arch: Arch): string {
  const name = targets[arch].bunPackage;
  const installed = join("node_modules", name, "bin/bun");
  if (existsSync(installed)) return installed;

  const { version, integrity } = locked(name);
  const dir = join(cacheRoot("bun"), `${arch}-${version}`);
  const bun = join(dir, "package/bin/bun");
  if (existsSync(bun)) return bun;
  const work = `${dir}.work`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  run("npm", ["pack", "--silent", "--pack-destination", work, `${name}@${version}`]);
  const tarball = readdirSync(work).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new BuildError(`npm pack left no tarball of ${name}`);
  const sum = createHash("sha512")
    .update(readFileSync(join(work, tarball)))
    .digest("base64");
  if (integrity !== `sha512-${sum}`) {
    throw new BuildError(
      `${name}@${version}: the tarball's hash is not the one in package-lock.json`,
    );
  }
  run("tar", ["-xzf", join(work, tarball), "-C", work]);
  rmSync(dir, { recursive: true, force: true });
  renameSync(work, dir);
  return bun;
}

function locked(name: string): { readonly version: string; readonly integrity: string } {
  const lock: unknown = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const entry = property(property(lock, "packages"), `node_modules/${name}`);
  const version = textProperty(entry, "version");
  const integrity = textProperty(entry, "integrity");
  if (version === null || integrity === null) {
    throw new BuildError(`package-lock.json has no ${name}`);
  }
  return { version, integrity };
}
