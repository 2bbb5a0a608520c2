/** lib/native/events.gen.h from the layouts in the object's BTF: what encodes each kind of record. */
import { parseBtf } from "../lib/btf/btf.ts";
import { type Field, need, type Row, readRows } from "./layouts.ts";

/** The whole of lib/native/events.gen.h. @throws BuildError */
export function generateEncoders(bytes: Uint8Array): string {
  const btf = parseBtf(bytes);
  const common = btf.sizeOrType(need(btf, "event"));
  const events = readRows(btf).filter(({ name }) => name !== "process");
  const [first] = events;
  const shared = first?.fields.filter(({ at }) => at < common) ?? [];
  return `/* Generated from bpf/events.h by the build. Do not edit. */

/* What every event has. */
${body("event", calls(shared))}
${events.map((row) => encoder(row, common)).join("\n")}
static const struct {
	uint32_t size;
	uint8_t *(*encode)(uint8_t *p, struct record *r);
} encoders[] = {
${events.map(({ kind, struct }) => `\t[${kind}] = { sizeof(struct ${struct}), ${struct} },`).join("\n")}
};
`;
}

function encoder({ struct, kind, fields }: Row, common: number): string {
  return body(struct, [
    `p = begin(p, ${fields.length + 1}, ${kind});`,
    "p = event(p, r);",
    ...calls(fields.filter(({ at }) => at >= common)),
  ]);
}

function body(name: string, lines: readonly string[]): string {
  const text = lines.map((line) => `\t${line}\n`).join("");
  return `static uint8_t *${name}(uint8_t *p, struct record *r)\n{\n${text}\treturn p;\n}\n`;
}

function calls(fields: readonly Field[]): string[] {
  return fields.map(({ encode, at, length }) =>
    length === undefined ? `p = ${encode}(p, r, ${at});` : `p = ${encode}(p, r, ${at}, ${length});`,
  );
}
