/** What is in the kernel's BTF by name, without parsing all of it. */
import { btfKind } from "../btf/btf.ts";
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { btfBytes } from "./btf.ts";

const kinds = {
  struct: btfKind.struct,
  typedef: btfKind.typedef,
  function: btfKind.function,
} as const;

export interface BtfName {
  readonly kind: keyof typeof kinds;
  readonly name: string;
}

export interface BtfNames {
  /** By name, of those that are there. */
  readonly ids: ReadonlyMap<string, number>;
  /** All that the kernel describes, asked for or not. */
  readonly types: number;
  readonly functions: number;
}

/** Or the name of the error number: the kernel shows no BTF, or none that is whole (EINVAL). */
export function findNames(wanted: readonly BtfName[]): BtfNames | string {
  const bytes = btfBytes();
  if (typeof bytes === "string") return bytes;
  const each = [...new Map(wanted.map((one) => [one.name, one])).values()];
  const names = Buffer.from(each.map(({ name }) => `${name}\0`).join(""));
  const kind = Uint8Array.from(each, (one) => kinds[one.kind]);
  const ids = new Uint32Array(each.length);
  const totals = new Uint32Array(2);
  const find = native().sonde_btf_find;
  const error = find(bytes, bytes.length, names, kind, each.length, ids, totals);
  if (error < 0) return errnoName(error);
  const found = each.map(({ name }, i) => [name, ids[i] ?? 0] as const);
  const [types = 0, functions = 0] = totals;
  return { ids: new Map(found.filter(([, id]) => id !== 0)), types, functions };
}
