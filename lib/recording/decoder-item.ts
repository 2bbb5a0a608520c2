/** What the decoder gives, how much of it at most, and what it throws. */

/** A decoded data item. Integers beyond 2^53 are bigint; maps keep their order. */
export type Data =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Data[]
  | ReadonlyMap<string, Data>;

export const limits = {
  /** Bytes of one top-level item. */
  itemBytes: 16 * 1024 * 1024,
  /** Values in one top-level item, those nested in others included. */
  itemValues: 1 << 18,
  depth: 32,
} as const;

/** Thrown by every method of Decoder; `offset` counts from the start of the file. */
export class CborError extends Error {
  readonly offset: number;
  /** The bytes so far are fine, there are just not enough of them. */
  readonly incomplete: boolean;

  constructor(message: string, offset: number, incomplete = false) {
    super(message);
    this.name = "CborError";
    this.offset = offset;
    this.incomplete = incomplete;
  }
}
