/**
 * What a kernel is to be taken for lacking: so that what older kernels lack can be tried on newer
 * ones, one by one. `record --without LIST`.
 */
import { btfKind, typeSize } from "../btf/btf.ts";
import { readCode } from "../btf/code.ts";
import { readSections } from "../btf/elf.ts";
import { exitCode, SondeError } from "../error.ts";
import { helperNames } from "../kernel/helper-names.ts";

/** Words beside the names of helpers. kernel_reads: helpers that read kernel memory, as under lockdown=confidentiality. */
const others = [
  "btf",
  "mmap",
  "test_run",
  "global_functions",
  "rdonly_cast",
  "kernel_reads",
] as const;

export type Lacking = ReadonlySet<string>;

export const nothing: Lacking = new Set();

/** "btf,mmap,ktime_get_boot_ns" @throws SondeError */
export function parseLacking(list: string | undefined): Lacking {
  if (list === undefined) return nothing;
  const words = list.split(",").map((word) => word.trim());
  const wrong = words.find((word) => !others.some((one) => one === word) && !isHelper(word));
  if (wrong === undefined) return new Set(words);
  throw new SondeError(
    exitCode.usage,
    `--without knows no "${wrong}"`,
    `There are ${others.join(", ")} and the names of helpers without bpf_.`,
  );
}

function isHelper(name: string): boolean {
  return helperNames.includes(name);
}

/** All that sonde's own description of the kernel's types is made for. */
export const lackingTypes = (lacking: Lacking): Lacking =>
  new Set([...lacking].filter((word) => word !== "kernel_reads"));

/** Before 5.5 there was one helper for both kinds of memory; libbpf does the same there. */
const olderReads: Readonly<Record<string, string>> = {
  probe_read_user: "probe_read",
  probe_read_kernel: "probe_read",
  probe_read_user_str: "probe_read_str",
  probe_read_kernel_str: "probe_read_str",
};

/** The object as libbpf would make it for such a kernel. */
export function withoutFeatures(object: Uint8Array, lacking: Lacking): Uint8Array {
  if (lacking.size === 0) return object;
  const bytes = new Uint8Array(object);
  for (const [name, older] of Object.entries(olderReads)) {
    if (lacking.has(name)) replaceHelper(bytes, name, older);
  }
  if (lacking.has("global_functions")) makeFunctionsStatic(bytes);
  return bytes;
}

function replaceHelper(object: Uint8Array, name: string, older: string): void {
  for (const { code } of readCode(object).functions.values()) {
    for (let at = 0; at < code.byteLength; at += 8) {
      const calls = code.getUint8(at) === 0x85 && code.getUint8(at + 1) === 0;
      if (!calls || code.getInt32(at + 4, true) !== helperNames.indexOf(name)) continue;
      code.setInt32(at + 4, helperNames.indexOf(older), true);
    }
  }
}

const globalLinkage = 1;

/** In its types: that is where the kernel looks. */
function makeFunctionsStatic(object: Uint8Array): void {
  const types = readSections(object).find(({ name }) => name === ".BTF")?.bytes;
  if (!types) return;
  const view = new DataView(types.buffer, types.byteOffset, types.byteLength);
  const start = view.getUint32(4, true) + view.getUint32(8, true);
  const end = start + view.getUint32(12, true);
  for (let at = start, size = 0; at < end; at += size) {
    const info = view.getUint32(at + 4, true);
    size = typeSize(info);
    if (info >>> 24 !== btfKind.function || (info & 0xffff) !== globalLinkage) continue;
    view.setUint32(at + 4, (info & 0xffff0000) >>> 0, true);
  }
}
