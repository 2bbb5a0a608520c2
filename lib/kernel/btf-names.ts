/** Which functions and typedefs the kernel's BTF has, without parsing all of it. */
import { btfKind } from "../btf/btf.ts";
import { native } from "../native/library.ts";
import { btfBytes } from "./btf.ts";

const kinds = { typedef: btfKind.typedef, function: btfKind.function } as const;

export interface BtfName {
  readonly kind: keyof typeof kinds;
  readonly name: string;
}

/** Ids by name, of those that are there. undefined: the kernel shows no BTF, or none that is whole. */
export function kernelTypeIds(wanted: readonly BtfName[]): ReadonlyMap<string, number> | undefined {
  const bytes = btfBytes();
  if (bytes === undefined) return undefined;
  const each = [...new Map(wanted.map((one) => [one.name, one])).values()];
  const names = Buffer.from(each.map(({ name }) => `${name}\0`).join(""));
  const kind = Uint8Array.from(each, (one) => kinds[one.kind]);
  const ids = new Uint32Array(each.length);
  const done = native().sonde_btf_find(bytes, bytes.length, names, kind, each.length, ids);
  if (done < 0) return undefined;
  const found = each.map(({ name }, i) => [name, ids[i] ?? 0] as const);
  return new Map(found.filter(([, id]) => id !== 0));
}
