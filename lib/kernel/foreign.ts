/** Tells BTF of another kernel, as far as that can be told: BTF does not say whose it is. */
import { lstatSync } from "node:fs";
import { type Btf, btfKind } from "../btf/btf.ts";
import type { BtfFile } from "../btf/file.ts";
import type { KernelIdentity, KernelName } from "../btf/kernel-name.ts";
import { textOf } from "./text-file.ts";

/** Null: nothing speaks against it. */
export function whyForeign({ btf, name }: BtfFile, running: KernelIdentity): string | null {
  return otherName(name, running) ?? otherSizes(btf, cacheSize) ?? otherFunctions(btf, symbols);
}

/** What the file says of itself. */
export function otherName(name: KernelName, running: KernelName): string | null {
  const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  if (name.buildId !== null && name.buildId === running.buildId) return null;
  if (differs(name.release, running.release)) return `it is of ${name.release}`;
  if (differs(name.version, running.version)) return `it is of the build ${name.version}`;
  if (differs(name.buildId, running.buildId)) return `it is of the build ${name.buildId}`;
  return null;
}

/** Structs that have a cache of their own, whose size the kernel tells (mm/slub.c). */
const cached: Readonly<Record<string, string>> = {
  dentry: "dentry",
  inode: "inode_cache",
  file: "filp",
};

/** size: bytes of an object in a cache; undefined where the kernel does not tell. */
export function otherSizes(btf: Btf, size: (cache: string) => number | undefined): string | null {
  for (const [struct, cache] of Object.entries(cached)) {
    const id = btf.find(btfKind.struct, struct);
    const here = size(cache);
    if (id === 0 || here === undefined || btf.sizeOrType(id) === here) continue;
    return `its struct ${struct} has ${btf.sizeOrType(id)} bytes, here it has ${here}`;
  }
  return null;
}

function cacheSize(cache: string): number | undefined {
  const folder = `/sys/kernel/slab/${cache}`;
  // A link: one cache for several structs, as large as the largest.
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const text = textOf(`${folder}/object_size`);
  return text === undefined ? undefined : Number(text);
}

/** Fewer functions say nothing: trimmed BTF has none. */
const enoughFunctions = 1000;
/** Of the functions in a kernel's BTF 1 to 2 % have no symbol; of another series' more than 20. */
const mostMissing = 0.08;

/** names: of all functions of the running kernel; undefined where they are hidden. */
export function otherFunctions(
  btf: Btf,
  names: () => ReadonlySet<string> | undefined,
): string | null {
  const functions: string[] = [];
  for (let id = 1; id <= btf.count; id++) {
    if (btf.kind(id) === btfKind.function) functions.push(btf.name(id));
  }
  if (functions.length < enoughFunctions) return null;
  const here = names();
  if (here === undefined) return null;
  const missing = functions.filter((name) => !here.has(name)).length;
  if (missing < functions.length * mostMissing) return null;
  return `${missing} of its ${functions.length} functions are not in this kernel`;
}

/** The names are shown to everybody, the addresses are not. */
function symbols(): ReadonlySet<string> | undefined {
  const text = textOf("/proc/kallsyms");
  if (text === undefined) return undefined;
  const names = new Set<string>();
  for (const line of text.split("\n")) {
    const name = line.slice(line.indexOf(" ") + 3);
    if (name !== "" && !name.includes("\t")) names.add(name);
  }
  return names.size < enoughFunctions ? undefined : names;
}
