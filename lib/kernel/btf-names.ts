/**
 * Which functions and typedefs the kernel's BTF has. A recorder asks for some dozens of names before
 * it loads anything: one pass over the types, some 10 ms, instead of one for each name.
 */
import { BtfError, btfKind, typeSize } from "../btf/btf.ts";
import { btfBytes } from "./btf.ts";

const kinds = { typedef: btfKind.typedef, function: btfKind.function } as const;

export interface BtfName {
  readonly kind: keyof typeof kinds;
  readonly name: string;
}

const headerSize = 24;

/** Ids by name, of those that are there. undefined: the kernel shows no BTF, or none that is whole. */
export function kernelTypeIds(wanted: readonly BtfName[]): ReadonlyMap<string, number> | undefined {
  const bytes = btfBytes();
  if (bytes === undefined || bytes.length < headerSize) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base = view.getUint32(4, true);
  const types = base + view.getUint32(8, true);
  const strings = base + view.getUint32(16, true);
  const text = bytes.subarray(strings, strings + view.getUint32(20, true));
  /** Names by where they are in the strings; each string is there once. */
  const names = new Map<number, BtfName>();
  for (const one of wanted) {
    const at = text.indexOf(`\0${one.name}\0`, 0, "latin1");
    if (at >= 0) names.set(at + 1, one);
  }
  const ids = new Map<string, number>();
  const end = types + view.getUint32(12, true);
  try {
    for (let at = types, id = 1; at < end && ids.size < names.size; id++) {
      const info = view.getUint32(at + 4, true);
      const kind = (info >>> 24) & 0x1f;
      if (kind === btfKind.function || kind === btfKind.typedef) {
        const found = names.get(view.getUint32(at, true));
        if (found && kinds[found.kind] === kind && !ids.has(found.name)) ids.set(found.name, id);
      }
      at += typeSize(info);
    }
  } catch (error) {
    if (error instanceof BtfError || error instanceof RangeError) return undefined;
    throw error;
  }
  return ids;
}
