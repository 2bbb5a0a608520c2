/** lib/events.gen.ts from the layouts in the object's BTF: schema, names, encoders. */
import { type Btf, btfKind, parseBtf } from "../lib/btf/btf.ts";
import { BuildError } from "./run.ts";

interface Field {
  readonly name: string;
  /** As the recording's schema has it. */
  readonly type: string;
  readonly unit?: string;
  /** The encoder's call; $ stands for the field's offset. */
  readonly encode: string;
  readonly at: number;
}

interface Row {
  readonly kind: number;
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Types of bpf/events.h that are more than their size, and how each is recorded. */
const typedefs: Readonly<Record<string, Omit<Field, "name" | "at">>> = {
  nsec_t: { type: "u64", unit: "ns", encode: "u64(o, p, s, $)" },
  nsec_opt_t: { type: "u64", unit: "ns", encode: "u64OrNull(o, p, s, $)" },
  octal_t: { type: "u32", unit: "octal", encode: "u32(o, p, s, $)" },
  mask_t: { type: "u32", unit: "bits", encode: "u32(o, p, s, $)" },
  mask64_t: { type: "u64", unit: "bits", encode: "u64(o, p, s, $)" },
  bytes_t: { type: "u64", unit: "bytes", encode: "u64(o, p, s, $)" },
  bytes_opt_t: { type: "u64", unit: "bytes", encode: "u64OrNull(o, p, s, $)" },
  octal_opt_t: { type: "u32", unit: "octal", encode: "u32OrNotSet(o, p, s, $)" },
  id_t: { type: "u32", unit: "id", encode: "u32(o, p, s, $)" },
  short_opt_t: { type: "u16", encode: "u16OrNull(o, p, s, $)" },
  count_opt_t: { type: "u32", encode: "u32OrNull(o, p, s, $)" },
  count64_opt_t: { type: "u64", encode: "u64OrNull(o, p, s, $)" },
  mask_opt_t: { type: "u32", unit: "bits", encode: "u32OrNull(o, p, s, $)" },
  pid_opt_t: { type: "s32", encode: "s32OrNull(o, p, s, $)" },
  ret_t: { type: "ret", encode: "s64IfFlag(o, p, s, $, r + FLAGS, eventFlag.hasRet)" },
  text: { type: "text", encode: "text(o, p, s, r, $)" },
  texts: { type: "texts", encode: "texts(o, p, s, r, $)" },
  blob: { type: "bytes", encode: "blob(o, p, s, r, $)" },
  address: { type: "address", encode: "address(o, p, s, $)" },
  __u8: { type: "u8", encode: "u8(o, p, s, $)" },
  __u16: { type: "u16", encode: "u16(o, p, s, $)" },
  __u32: { type: "u32", encode: "u32(o, p, s, $)" },
  __u64: { type: "u64", encode: "u64(o, p, s, $)" },
  __s32: { type: "s32", encode: "s32(o, p, s, $)" },
  __s64: { type: "s64", encode: "s64(o, p, s, $)" },
};

/** The whole of lib/events.gen.ts. @throws BuildError */
export function generateEvents(bytes: Uint8Array): string {
  const btf = parseBtf(bytes);
  const kinds = enumerators(btf, "kind").filter(({ name }) => name !== "KIND_MAX");
  const flagsAt = offsetOf(btf, "event", "flags");
  const records = kinds.map(({ name, value }) => {
    const struct = name.replace(/^KIND_/, "").toLowerCase();
    return { kind: value, name: struct.replace("_", "."), struct, fields: fieldsOf(btf, struct) };
  });
  const events = records.filter(({ name }) => name !== "process");
  for (const { struct, fields } of records) {
    if (new Set(fields.map(({ name }) => name)).size !== fields.length)
      throw new BuildError(`struct ${struct}: two fields have one name`);
  }
  const calls = new Set(["begin"]);
  for (const { encode } of events.flatMap(({ fields }) => fields))
    calls.add(encode.split("(")[0] ?? "");
  return `// Generated from bpf/events.h by the build. Do not edit.
import { ${[...calls].sort().join(", ")} } from "./recording/encoder.ts";
import type { RecordSchema } from "./recording/schema.ts";

/** What each record holds, after its kind and in this order. */
export const schema = [
${records.map((r) => schemaEntry(r.kind, r.name, r.fields)).join("\n")}
] as const satisfies readonly RecordSchema[];

${table("kind", "The number that a record begins with.", kinds, "KIND_")}
${table("eventFlag", "Bits of the common field `flags`.", enumerators(btf, "event_flag"), "EVENT_")}
${table("exeFlag", "Bits of `exe_flags` of process.exec.", enumerators(btf, "exe_flag"), "EXE_")}
${table("body", "What the program at the end of every system call can run.", enumerators(btf, "body"), "BODY_")}
${table(
  "loss",
  "Index into `lost` of struct point_counts.",
  enumerators(btf, "loss").filter((e) => e.name !== "LOSS_MAX"),
  "LOSS_",
)}
${table("member", "What the map `tree` says of a process.", enumerators(btf, "member"), "MEMBER_")}
${table("filter", "What there are rules about, beside processes.", enumerators(btf, "filter"), "FILTER_")}
${table("verdict", "Of a rule.", enumerators(btf, "verdict"), "VERDICT_")}
/** Bytes of text in a rule about paths, its ending NUL included. */
export const pathKeyBytes = ${btf.sizeOrType(need(btf, "path_key")) - 4};
export const ruleKeyBytes = ${btf.sizeOrType(need(btf, "rule_key"))};

/** Where in a record of each kind its paths and addresses are: struct carried. */
export const carried = [
${events.flatMap(carriedEntry).join("\n")}
] as const;

/** Where in a record of each kind arguments are. */
export const textsAt: Readonly<Record<number, readonly number[]>> = {
${events.flatMap(textsEntry).join("\n")}
};

/** Programs that have scratch memory on each CPU. */
export const scratchBytes = ${btf.sizeOrType(need(btf, "scratch"))};
export const slots = ${enumerators(btf, "slot").find(({ name }) => name === "SLOT_MAX")?.value};

/** u64 words in struct point_counts, and which of them counts what fired in the self-test. */
export const countWords = ${btf.sizeOrType(need(btf, "point_counts")) / 8};
export const firedWord = ${offsetOf(btf, "point_counts", "fired") / 8};

${layout(btf, "ids", "Of a thread: the key of what explains them is its number.")}
${layout(btf, "config", "Constants of the programs, set before they are loaded.")}
${layout(btf, "control", "What steers the programs while they run.")}
/** The programs of the object. */
export const programs = ${JSON.stringify(programs(btf))} as const;
export type Program = (typeof programs)[number];

const FLAGS = ${flagsAt};

/** Encodes the record at \`r\` of \`s\` to \`p\` in \`o\`; returns the position behind it. */
export type Encode = (o: DataView, p: number, s: DataView, r: number) => number;

/** By kind. All in one piece: the JIT pays a third more when the common part is a call. */
export const encoders: readonly (Encode | undefined)[] = [
  undefined,
  undefined,
${events
  .map((r) => {
    const begin = `    p = begin(o, p, ${r.fields.length + 1}, ${r.kind});`;
    return `  function ${camel(r.struct)}(o, p, s, r) {\n${begin}\n${r.fields.map((f) => `  ${line(f)}`).join("\n")}\n    return p;\n  },`;
  })
  .join("\n")}
];
`;
}

/** At most two of each, as struct carried has them; the names are what the filters are about. */
function carriedEntry({ kind, name, fields }: Row): string[] {
  const found = (type: string, names: RegExp) =>
    fields.filter((field) => field.type === type && names.test(field.name)).map(({ at }) => at);
  const paths = found("text", /^(old_|new_)?path$/);
  const addresses = found("address", /^(local|remote)$/);
  if (paths.length === 0 && addresses.length === 0) return [];
  if ([paths, addresses].some((list) => list.length > 2 || list.some((at) => at > 0xff)))
    throw new BuildError(`${name}: struct carried has no room for its paths or addresses`);
  return [
    `  { kind: ${kind}, paths: [${paths.join(", ")}], addresses: [${addresses.join(", ")}] },`,
  ];
}

function textsEntry({ kind, fields }: Row): string[] {
  const found = fields.filter(({ type }) => type === "texts").map(({ at }) => at);
  return found.length === 0 ? [] : [`  ${kind}: [${found.join(", ")}],`];
}

function line(field: Field): string {
  return `  p = ${field.encode};`;
}

function schemaEntry(kind: number, name: string, fields: readonly Field[]): string {
  const list = fields.map(({ name, type, unit }) =>
    unit === undefined
      ? `      { name: "${name}", type: "${type}" },`
      : `      { name: "${name}", type: "${type}", unit: "${unit}" },`,
  );
  return `  {\n    kind: ${kind},\n    name: "${name}",\n    fields: [\n${list.join("\n")}\n    ],\n  },`;
}

function table(
  name: string,
  comment: string,
  values: readonly { readonly name: string; readonly value: number }[],
  prefix: string,
): string {
  const rows = values.map(
    (v) => `  ${camel(v.name.slice(prefix.length).toLowerCase())}: ${v.value},`,
  );
  return `/** ${comment} */\nexport const ${name} = {\n${rows.join("\n")}\n} as const;\n`;
}

/** A struct's own layout: where each field is and how wide, in bytes. */
function layout(btf: Btf, struct: string, comment: string): string {
  const id = need(btf, struct);
  const fields = btf
    .members(id)
    .filter(({ name }) => !name.startsWith("pad"))
    .map(
      (m) =>
        `    ${camel(m.name)}: { at: ${m.bitOffset / 8}, size: ${btf.sizeOrType(btf.resolve(m.type))} },`,
    );
  return `/** ${comment} */
export const ${struct}Layout = {
  size: ${btf.sizeOrType(id)},
  fields: {
${fields.join("\n")}
  },
} as const;
`;
}

/** The struct's fields in order, padding left out, those of struct event first. */
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
  const offset = `r + ${at}`;
  if (btf.kind(type) === btfKind.array) {
    const encode = `chars(o, p, s, ${offset}, ${btf.array(type).length})`;
    return { name, type: "text", encode, at };
  }
  const known = typedefs[btf.name(type)];
  if (!known) throw new BuildError(`events.h: ${name} has a type of no meaning: ${btf.name(type)}`);
  return { name, ...known, encode: known.encode.replace("$", offset), at };
}

function need(btf: Btf, struct: string): number {
  const id = btf.find(btfKind.struct, struct);
  if (id === 0) throw new BuildError(`the object has no struct ${struct}: add its LAYOUT()`);
  return id;
}

function offsetOf(btf: Btf, struct: string, member: string): number {
  const found = btf.members(need(btf, struct)).find(({ name }) => name === member);
  if (!found) throw new BuildError(`struct ${struct} has no ${member}`);
  return found.bitOffset / 8;
}

function enumerators(btf: Btf, name: string): { name: string; value: number }[] {
  const id = btf.find(btfKind.enum, name);
  if (id === 0) throw new BuildError(`the object has no enum ${name}: add its LAYOUT()`);
  return btf.enumerators(id);
}

/** Functions that are attached: every flavour's name ends in its program type. */
function programs(btf: Btf): string[] {
  const names: string[] = [];
  for (let id = 1; id <= btf.count; id++) {
    if (btf.kind(id) !== btfKind.function) continue;
    const name = btf.name(id);
    if (/_(tp_btf|raw_tp|tp|fentry|fexit|lsm|kprobe)$/.test(name) && !name.startsWith("____"))
      names.push(name);
  }
  return names.sort();
}

function camel(snake: string): string {
  return snake.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
