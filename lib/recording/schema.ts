/** How a value is stored in a recording. */
export type FieldType =
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "s32"
  | "s64"
  /** s64 or null. */
  | "ret"
  /** Text, or a byte string where it is not UTF-8, or null. */
  | "text"
  /** Array of text, or null. */
  | "texts"
  /** Byte string, or null. */
  | "bytes"
  /** [family, ip bytes, port], or null. */
  | "address"
  /** Only when read: a type that this version does not know. */
  | "other";

export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  readonly unit?: "ns" | "bytes" | "octal" | "bits" | "id";
}

/** One kind of record: an event of an audit point, or a running process. */
export interface RecordSchema {
  readonly kind: number;
  readonly name: string;
  readonly fields: readonly FieldSchema[];
}
