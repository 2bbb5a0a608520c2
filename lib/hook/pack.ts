/** Structs of bpf/control.h as bytes, by their generated layouts. */

interface Layout {
  readonly size: number;
  readonly fields: Readonly<Record<string, { readonly at: number; readonly size: number }>>;
}

/** Little-endian; fields that are not named are 0. */
export function pack<L extends Layout>(
  layout: L,
  values: Partial<Record<keyof L["fields"], number | bigint | boolean>>,
): Uint8Array {
  const bytes = new Uint8Array(layout.size);
  for (const [name, { at, size }] of Object.entries(layout.fields)) {
    let value = BigInt(values[name] ?? 0);
    for (let i = 0; i < size; i++, value >>= 8n) bytes[at + i] = Number(value & 0xffn);
  }
  return bytes;
}

/** One unsigned field of a packed struct. */
export function unpack<L extends Layout>(
  layout: L,
  bytes: Uint8Array,
  name: keyof L["fields"],
): number {
  const field = layout.fields[String(name)];
  if (!field) return 0;
  let value = 0;
  for (let i = field.size - 1; i >= 0; i--) value = value * 256 + (bytes[field.at + i] ?? 0);
  return value;
}
