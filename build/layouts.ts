/** The layouts of bpf/events.h, out of the object's BTF. */
import { type Btf, btfKind } from "../lib/btf/btf.ts";
import { BuildError } from "./run.ts";

export interface Field {
  readonly name: string;
  /** As the recording's schema has it. */
  readonly type: string;
  readonly unit?: string;
  /** The function of lib/native/encode.c. */
  readonly encode: string;
  /** Bytes from the beginning of the record. */
  readonly at: number;
  /** Of an array of char, bytes. */
  readonly length?: number;
}

/** One kind of record. */
export interface Row {
  readonly kind: number;
  readonly name: string;
  readonly struct: string;
  readonly fields: readonly Field[];
}

/** Types of bpf/events.h that are more than their size, and how each is recorded. */
const typedefs: Readonly<Record<string, Omit<Field, "name" | "at">>> = {
  nsec_t: { type: "u64", unit: "ns", encode: "u64" },
  nsec_opt_t: { type: "u64", unit: "ns", encode: "u64_or_null" },
  octal_t: { type: "u32", unit: "octal", encode: "u32" },
  mask_t: { type: "u32", unit: "bits", encode: "u32" },
  mask64_t: { type: "u64", unit: "bits", encode: "u64" },
  bytes_t: { type: "u64", unit: "bytes", encode: "u64" },
  bytes_opt_t: { type: "u64", unit: "bytes", encode: "u64_or_null" },
  octal_opt_t: { type: "u32", unit: "octal", encode: "u32_or_not_set" },
  id_t: { type: "u32", unit: "id", encode: "u32" },
  short_opt_t: { type: "u16", encode: "u16_or_null" },
  count_opt_t: { type: "u32", encode: "u32_or_null" },
  count64_opt_t: { type: "u64", encode: "u64_or_null" },
  mask_opt_t: { type: "u32", unit: "bits", encode: "u32_or_null" },
  pid_opt_t: { type: "s32", encode: "s32_or_null" },
  ret_t: { type: "ret", encode: "ret" },
  text: { type: "text", encode: "text" },
  texts: { type: "texts", encode: "texts" },
  blob: { type: "bytes", encode: "blob" },
  address: { type: "address", encode: "address" },
  __u16: { type: "u16", encode: "u16" },
  __u32: { type: "u32", encode: "u32" },
  __u64: { type: "u64", encode: "u64" },
  __s32: { type: "s32", encode: "s32" },
};

/** By kind, the snapshot's "process" first. @throws BuildError */
export function readRows(btf: Btf): Row[] {
  const kinds = enumerators(btf, "kind").filter(({ name }) => name !== "KIND_MAX");
  return kinds.map(({ name, value }) => {
    const struct = name.replace(/^KIND_/, "").toLowerCase();
    const fields = fieldsOf(btf, struct);
    if (new Set(fields.map(({ name }) => name)).size !== fields.length)
      throw new BuildError(`struct ${struct}: two fields have one name`);
    return { kind: value, name: struct.replace("_", "."), struct, fields };
  });
}

/** A struct's fields in order, padding left out, those of struct event first. */
function fieldsOf(btf: Btf, struct: string, base = 0): Field[] {
  return btf.members(need(btf, struct)).flatMap((member) => {
    const at = base + member.bitOffset / 8;
    if (member.name.startsWith("pad")) return [];
    if (member.name === "common") return fieldsOf(btf, "event", at);
    if (struct === "event" && member.name === "kind") return [];
    return [field(btf, member.name, member.type, at)];
  });
}

function field(btf: Btf, name: string, type: number, at: number): Field {
  if (btf.kind(type) === btfKind.array) {
    return { name, type: "text", encode: "chars", at, length: btf.array(type).length };
  }
  const known = typedefs[btf.name(type)];
  if (!known) throw new BuildError(`events.h: ${name} has a type of no meaning: ${btf.name(type)}`);
  return { name, ...known, at };
}

export function need(btf: Btf, struct: string): number {
  const id = btf.find(btfKind.struct, struct);
  if (id === 0) throw new BuildError(`the object has no struct ${struct}: add its LAYOUT()`);
  return id;
}

export function offsetOf(btf: Btf, struct: string, member: string): number {
  const found = btf.members(need(btf, struct)).find(({ name }) => name === member);
  if (!found) throw new BuildError(`struct ${struct} has no ${member}`);
  return found.bitOffset / 8;
}

export function enumerators(btf: Btf, name: string): { name: string; value: number }[] {
  const id = btf.find(btfKind.enum, name);
  if (id === 0) throw new BuildError(`the object has no enum ${name}: add its LAYOUT()`);
  return btf.enumerators(id);
}
