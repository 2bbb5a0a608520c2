import { expect, test } from "bun:test";
import { decode } from "cbor-x/decode";
import { encoders, eventFlag, schema } from "../events.gen.ts";
import * as encoder from "./encoder.ts";

const from = new DataView(new ArrayBuffer(8192));
const source = new Uint8Array(from.buffer);
const out = new DataView(new ArrayBuffer(1 << 16));

/** What an independent decoder reads back. */
function decoded(length: number): unknown {
  return decode(new Uint8Array(out.buffer, 0, length));
}

/** Around every change of width, and both ends. */
const edges = [0n, 1n, 23n, 24n, 255n, 256n, 65535n, 65536n, 0x7fffffffn, 0x80000000n, 0xffffffffn];

test.each(edges)("u32 %d", (value) => {
  from.setUint32(0, Number(value), true);
  expect(decoded(encoder.u32(out, 0, from, 0))).toBe(Number(value));
});

test.each([...edges, 0x100000000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])(
  "u64 %d",
  (value) => {
    from.setBigUint64(0, value, true);
    expect(BigInt(String(decoded(encoder.u64(out, 0, from, 0))))).toBe(value);
  },
);

test.each([...edges, 2n ** 53n, 2n ** 63n - 1n].flatMap((n) => [n, -n - 1n]))("s64 %d", (value) => {
  from.setBigInt64(0, value, true);
  expect(BigInt(String(decoded(encoder.s64(out, 0, from, 0))))).toBe(value);
});

test.each([0, -1, -24, -25, 2 ** 31 - 1, -(2 ** 31)])("s32 %d", (value) => {
  from.setInt32(0, value, true);
  expect(decoded(encoder.s32(out, 0, from, 0))).toBe(value);
});

test("s32 and null", () => {
  from.setInt32(0, -(2 ** 31), true);
  expect(decoded(encoder.s32OrNull(out, 0, from, 0))).toBeNull();
  for (const value of [0, -1, 1, -(2 ** 31) + 1, 2 ** 31 - 1]) {
    from.setInt32(0, value, true);
    expect(decoded(encoder.s32OrNull(out, 0, from, 0))).toBe(value);
  }
});

/** Puts bytes behind a struct text (or texts) at 0. */
function putText(bytes: Uint8Array): void {
  from.setUint16(0, 4, true);
  from.setUint16(2, bytes.length, true);
  source.set(bytes, 4);
}

test.each([
  "",
  "a",
  "abc",
  "abcd",
  "/usr/bin/env",
  "ünï",
  "x".repeat(23),
  "x".repeat(24),
  "é".repeat(200),
])("text %p", (text) => {
  putText(Buffer.from(text));
  expect(decoded(encoder.text(out, 0, from, 0, 0))).toBe(text);
});

test.each([[[0xff]], [[0x41, 0xc3]], [[0xed, 0xa0, 0x80]]])("bytes %p stay bytes", (bytes) => {
  putText(Uint8Array.from(bytes));
  expect(decoded(encoder.text(out, 0, from, 0, 0))).toEqual(Buffer.from(bytes));
});

test.each([
  ["a\0b\0", ["a", "b"]],
  ["a\0b", ["a", "b"]],
  ["\0\0", ["", ""]],
  ["", []],
])("texts %p", (bytes, strings) => {
  putText(Buffer.from(bytes));
  expect(decoded(encoder.texts(out, 0, from, 0, 0))).toEqual(strings);
});

test("what is absent is null", () => {
  from.setBigUint64(0, 0n, true);
  expect(decoded(encoder.text(out, 0, from, 0, 0))).toBeNull();
  expect(decoded(encoder.texts(out, 0, from, 0, 0))).toBeNull();
  expect(decoded(encoder.address(out, 0, from, 0))).toBeNull();
  expect(decoded(encoder.u64OrNull(out, 0, from, 0))).toBeNull();
  expect(decoded(encoder.s64IfFlag(out, 0, from, 8, 0, eventFlag.hasRet))).toBeNull();
});

test("every kind of event: as many values as its schema has, whatever the bytes", () => {
  for (const { kind, name, fields } of schema) {
    const encode = encoders[kind];
    if (name === "process") continue;
    for (const fill of [0x00, 0x41, 0x7f, 0x80, 0xff]) {
      source.fill(fill, 0, 512);
      // Strings inside the source: a hook never points outside of its own record.
      if (fill > 0) for (let at = 88; at < 512; at += 4) from.setUint32(at, (8 << 16) | 512, true);
      const values = decoded(encode?.(out, 0, from, 0) ?? 0);
      expect(values).toBeArrayOfSize(fields.length + 1);
      expect(Array.isArray(values) && values[0]).toBe(kind);
    }
  }
});
