/** Builds a kernel from Debian's source package, once: for what no packaged kernel lacks. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { aptState, cacheRoot } from "../build/apt.ts";
import { output } from "./command.ts";
import type { BuildSource } from "./kernels.ts";
import { findFiles, unpacked } from "./package-files.ts";

export interface BuiltKernel {
  readonly version: string;
  /** Holds `vmlinuz`, `vmlinux.btf` and the modules, laid out as in a package. */
  readonly dir: string;
}

/** The kernel as built before, or null. Its key is the configuration and the source's version. */
export async function builtKernel(source: BuildSource): Promise<BuiltKernel | null> {
  const place = await placeOf(source);
  return existsSync(place.dir) ? place : null;
}

/** Minutes the first time. The tools it needs are named by the error when they miss. */
export async function buildKernel(source: BuildSource): Promise<BuiltKernel> {
  const place = await placeOf(source);
  if (existsSync(place.dir)) return place;
  const apt = await aptState({ suites: source.suites, architectures: ["amd64", "arm64"] });
  const tarball = findFiles(
    [await unpacked(apt, await apt.resolve(source.package))],
    "**/*.tar.xz",
  )[0];
  if (tarball === undefined) throw new Error(`${source.package} has no tarball`);
  const tree = `${place.dir}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  const make = (...args: string[]) =>
    output(["nice", "make", `-j${availableParallelism()}`, ...args], tree);
  process.stderr.write(`lab: building ${source.package} ${place.version}: minutes\n`);
  await output(["tar", "-xf", tarball, "--strip-components=1", "-C", tree]);
  await make("tinyconfig");
  await output(["scripts/kconfig/merge_config.sh", "-m", ".config", configOf(source)], tree);
  await make("olddefconfig");
  checkConfig(readFileSync(join(tree, ".config"), "utf8"), readFileSync(configOf(source), "utf8"));
  await make("bzImage", "modules");
  const partial = `${place.dir}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await make("modules_install", `INSTALL_MOD_PATH=${partial}`, "DEPMOD=true");
  copyFileSync(join(tree, "arch/x86/boot/bzImage"), join(partial, "vmlinuz"));
  // As somebody does elsewhere for a kernel that has none: `sonde btf trim` says so.
  const btf = join(partial, "vmlinux.btf");
  await output(["nice", "pahole", "-J", `--btf_encode_detached=${btf}`, join(tree, "vmlinux")]);
  // The build tree is 2 GB, and modules_install leaves links to it.
  for (const link of findFiles([partial], "lib/modules/*/{build,source}")) rmSync(link);
  rmSync(tree, { recursive: true });
  renameSync(partial, place.dir);
  return place;
}

/** An option that olddefconfig dropped for want of another would make the kernel a different one. @throws Error */
export function checkConfig(config: string, wanted: string): void {
  const lines = new Set(config.split("\n"));
  const dropped = wanted
    .split("\n")
    .filter((line) => /^CONFIG_\w+=/.test(line) && !lines.has(line));
  const set = [...wanted.matchAll(/^# (CONFIG_\w+) is not set/gm)].flatMap(([, name]) =>
    [...lines].filter((line) => line.startsWith(`${name}=`)),
  );
  const wrong = [...dropped, ...set];
  if (wrong.length > 0) throw new Error(`the configuration did not hold: ${wrong.join(" ")}`);
}

function configOf(source: BuildSource): string {
  return join(import.meta.dir, source.config);
}

async function placeOf(source: BuildSource): Promise<BuiltKernel> {
  const apt = await aptState({ suites: source.suites, architectures: ["amd64", "arm64"] });
  const { version } = await apt.resolve(source.package);
  const hash = createHash("sha256")
    .update(version)
    .update(readFileSync(configOf(source)));
  const name = `${source.package}-${hash.digest("hex").slice(0, 12)}`;
  return { version, dir: join(cacheRoot("lab"), "built", name) };
}
