/** Gets a kernel of the table: its image and the few modules a guest needs. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { AptError, type AptState, aptState, type Package } from "../build/apt.ts";
import { builtKernel } from "./build-kernel.ts";
import { output } from "./command.ts";
import type { Entry } from "./cpio.ts";
import {
  type Arch,
  type BuildSource,
  debianArch,
  type Kernel,
  type PackageSource,
} from "./kernels.ts";
import { overwriteModule } from "./overwrite.ts";
import { findFiles, unpacked } from "./package-files.ts";

export type Overwrite = { readonly path: string } | { readonly reason: string };

export interface KernelImage {
  /** Package version, for example `6.1.192-2`. */
  readonly version: string;
  /** Path of the image that QEMU boots. */
  readonly image: string;
  /** Modules and the agent's list of those to load at boot; empty when all is built in. */
  readonly modules: readonly Entry[];
  /** One that nothing else needs, for workloads to load and unload. */
  readonly spare: { readonly path: string; readonly name: string };
  /** Where the module that overwrites credentials is in the guest, or why there is none. */
  readonly overwrite: Overwrite;
  /** Path of its BTF, which the kernel itself does not have. */
  readonly btf?: string;
}

/** The agent's port needs these; what is built in is not in the package. */
const portModules = ["virtio_pci", "virtio_console"];
const otherModules = ["overlay", "ifb"];

/** @throws Error with the reason when no suite has the kernel, or it has not been built. */
export async function kernelImage(kernel: Kernel): Promise<KernelImage> {
  if ("build" in kernel) return await fromBuild(kernel.build);
  const reasons: string[] = [];
  for (const suites of kernel.from.suites) {
    try {
      return await fromSuites(kernel.arch, kernel.from, suites);
    } catch (error) {
      if (!(error instanceof AptError)) throw error;
      reasons.push(`${suites.join("+")}: ${error.message}`);
    }
  }
  throw new Error(reasons.join("; "));
}

async function fromBuild(source: BuildSource): Promise<KernelImage> {
  const built = await builtKernel(source);
  if (built === null) throw new Error("not built; --build-kernels does it");
  const image = await fromFolders(built.version, [built.dir]);
  return { ...image, btf: join(built.dir, "vmlinux.btf") };
}

async function fromSuites(
  arch: Arch,
  { version, flavour = "cloud-" }: PackageSource,
  suites: readonly string[],
): Promise<KernelImage> {
  const architecture = debianArch[arch];
  const name = `${flavour}${architecture}`;
  const apt = await aptState({ suites, architectures: ["amd64", "arm64"] });
  const meta = await apt.resolve(`linux-image-${name}`, architecture);
  if (!meta.version.startsWith(version)) {
    throw new AptError(`has ${meta.version}, not ${version}`, "change the table of kernels");
  }
  const dirs: string[] = [];
  for (const pkg of await withParts(apt, meta, architecture)) dirs.push(await unpacked(apt, pkg));
  return await withOverwrite(await fromFolders(meta.version, dirs), apt, name, arch);
}

async function withOverwrite(
  image: KernelImage,
  apt: AptState,
  flavour: string,
  arch: Arch,
): Promise<KernelImage> {
  try {
    const from = await overwriteModule(apt, flavour, arch);
    const path = pathOf("overwrite");
    const modules = [...image.modules, { path, mode: 0o644, from }];
    return { ...image, modules, overwrite: { path } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...image, overwrite: { reason } };
  }
}

async function fromFolders(version: string, dirs: readonly string[]): Promise<KernelImage> {
  const image = findFiles(dirs, "**/vmlinuz*")[0];
  if (image === undefined) throw new Error(`no vmlinuz in ${version}`);
  const modules = await moduleEntries(dirs);
  const name = otherModules.findLast((one) => modules.some(({ path }) => path === pathOf(one)));
  if (name === undefined) throw new Error(`no module to load in ${version}`);
  const overwrite = { reason: "it has no package of headers" };
  return { version, image, modules, spare: { path: pathOf(name), name }, overwrite };
}

/** The metapackage's image and, where it is split, its binary and modules packages. */
async function withParts(apt: AptState, meta: Package, arch: string): Promise<Package[]> {
  const found = new Map<string, Package>();
  const todo = [...meta.depends];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (found.has(name) || !/^linux-(image|binary|modules)-\d/.test(name)) continue;
    const pkg = await apt.resolve(name, arch);
    found.set(name, pkg);
    todo.push(...pkg.depends);
  }
  return [...found.values()];
}

async function moduleEntries(dirs: readonly string[]): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  const add = async (name: string): Promise<void> => {
    const file = findFiles(dirs, `**/modules/**/${name}.ko{,.xz}`)[0];
    if (file === undefined || entries.has(name)) return;
    const from = await plainModule(file);
    for (const needed of dependsOf(await Bun.file(from).bytes())) await add(needed);
    entries.set(name, { path: pathOf(name), mode: 0o644, from });
  };
  for (const name of portModules) await add(name);
  const boot = [...entries.values()].map((entry) => `${entry.path}\n`).join("");
  for (const name of otherModules) await add(name);
  const list = new TextEncoder().encode(boot);
  return [...entries.values(), { path: "/modules/boot", mode: 0o644, data: list }];
}

function pathOf(module: string): string {
  return `/modules/${module}.ko`;
}

/** Names that a module's own description says it needs (`depends=` in .modinfo). */
export function dependsOf(module: Uint8Array): string[] {
  const match = /\0depends=([a-z0-9_,-]*)\0/i.exec(Buffer.from(module).toString("latin1"));
  return (match?.[1] ?? "").split(",").filter(Boolean);
}

/** finit_module takes compressed modules only where the kernel was built for it: unpack them here. */
async function plainModule(file: string): Promise<string> {
  if (!file.endsWith(".xz")) return file;
  const plain = file.slice(0, -3);
  if (!(await Bun.file(plain).exists())) {
    // Another guest may be at it right now: whole files only, under the name that both look for.
    const own = `${plain}.${randomUUID()}`;
    await output(["sh", "-c", 'xz -dc "$0" > "$1" && mv "$1" "$2"', file, own, plain]);
  }
  return plain;
}
