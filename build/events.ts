/** lib/events.gen.ts from the layouts in the object's BTF: schema, names, places. */
import { type Btf, btfKind, parseBtf } from "../lib/btf/btf.ts";
import { enumerators, type Field, need, offsetOf, type Row, readRows } from "./layouts.ts";
import { BuildError } from "./run.ts";

/** The whole of lib/events.gen.ts. @throws BuildError */
export function generateEvents(bytes: Uint8Array): string {
  const btf = parseBtf(bytes);
  const records = readRows(btf);
  const events = records.filter(({ name }) => name !== "process");
  return `// Generated from bpf/events.h by the build. Do not edit.
import type { RecordSchema } from "./recording/schema.ts";

/** What each record holds, after its kind and in this order. */
export const schema = [
${records.map((r) => schemaEntry(r.kind, r.name, r.fields)).join("\n")}
] as const satisfies readonly RecordSchema[];

${table(
  "kind",
  "The number that a record begins with.",
  enumerators(btf, "kind").filter((e) => e.name !== "KIND_MAX"),
  "KIND_",
)}
/** One more than the largest. */
export const kinds = ${enumerators(btf, "kind").find(({ name }) => name === "KIND_MAX")?.value};
/** Where in a record from the ring its kind is. */
export const kindAt = ${offsetOf(btf, "event", "kind")};

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
