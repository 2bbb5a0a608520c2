import { expect, test } from "bun:test";
import { decode } from "cbor-x/decode";
import { eventFlag, kindAt, kind as kindOf, kinds, schema } from "../events.gen.ts";
import { native } from "../native/library.ts";

/** In front of a record in a batch. */
const head = 8;
const length = 1000;
const batch = new Uint8Array(head + length);
const record = new DataView(batch.buffer, head);
const bytes = new Uint8Array(batch.buffer, head);
const encoded = new Uint8Array(2 * batch.length);
const counts = new Uint32Array(kinds);

/** Offsets in struct event, and where a kind's own fields begin. */
const at = { ts: 0, ret: 24, flags: 32, cpu: 38, pid: 40, comm: 72, own: 88 } as const;
/** Where the tail of a record begins here: behind the fields of every kind. */
const tail = 256;

function begin(kind: number): void {
  batch.fill(0);
  new DataView(batch.buffer).setUint32(0, length, true);
  record.setUint16(kindAt, kind, true);
}

function encode(): number {
  return native().sonde_encode(batch, batch.length, encoded, counts);
}

/** A field, as an independent decoder reads it back. */
function value(kind: number, name: string): unknown {
  const values: unknown = decode(encoded.subarray(0, encode()));
  const fields = schema.find((each) => each.kind === kind)?.fields ?? [];
  if (!Array.isArray(values)) throw new Error("no array");
  return values[1 + fields.findIndex((field) => field.name === name)];
}

/** Around every change of width, and both ends. */
const edges = [0n, 1n, 23n, 24n, 255n, 256n, 65535n, 65536n, 0x7fffffffn, 0x80000000n, 0xffffffffn];
const wide = [0x100000000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n];

test.each(edges.filter((n) => n < 65536n))("u16 %d", (n) => {
  begin(kindOf.fileUnlink);
  record.setUint16(at.cpu, Number(n), true);
  expect(value(kindOf.fileUnlink, "cpu")).toBe(Number(n));
});

test.each(edges)("u32 %d", (n) => {
  begin(kindOf.fileUnlink);
  record.setUint32(at.pid, Number(n), true);
  expect(value(kindOf.fileUnlink, "pid")).toBe(Number(n));
});

test.each([...edges, ...wide, 2n ** 63n, 2n ** 64n - 1n])("u64 %d", (n) => {
  begin(kindOf.fileUnlink);
  record.setBigUint64(at.ts, n, true);
  expect(BigInt(String(value(kindOf.fileUnlink, "ts")))).toBe(n);
});

test.each([...edges, ...wide].flatMap((n) => [n, -n - 1n]))("s64 %d", (n) => {
  begin(kindOf.fileUnlink);
  record.setBigInt64(at.ret, n, true);
  expect(value(kindOf.fileUnlink, "ret")).toBeNull();
  record.setUint32(at.flags, eventFlag.hasRet, true);
  expect(BigInt(String(value(kindOf.fileUnlink, "ret")))).toBe(n);
});

test.each([0, 1, -1, -24, -25, 2 ** 31 - 1, -(2 ** 31) + 1])("s32 %d", (n) => {
  begin(kindOf.processRename);
  record.setInt32(at.own, n, true);
  expect(value(kindOf.processRename, "target")).toBe(n);
});

test("the smallest s32 is not known", () => {
  begin(kindOf.processRename);
  record.setInt32(at.own, -(2 ** 31), true);
  expect(value(kindOf.processRename, "target")).toBeNull();
});

test.each(["", "a", "sixteen bytes!!", "sixteen bytes!!!", "ünï"])("chars %p", (text) => {
  begin(kindOf.fileUnlink);
  bytes.set(Buffer.from(text), at.comm);
  expect(value(kindOf.fileUnlink, "comm")).toBe(text);
});

/** Puts bytes into the tail, and a struct text (texts, blob) about them. */
function putTail(where: number, content: Uint8Array): void {
  record.setUint16(where, tail, true);
  record.setUint16(where + 2, content.length, true);
  bytes.set(content, tail);
}

test.each([
  "",
  "a",
  "abcdefg",
  "abcdefgh",
  "/usr/bin/env",
  "x".repeat(23),
  "x".repeat(24),
  "é".repeat(200),
  "\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}",
])("text %p", (text) => {
  begin(kindOf.fileUnlink);
  putTail(at.own, Buffer.from(text));
  expect(value(kindOf.fileUnlink, "path")).toBe(text);
});

/** Sequences of up to four bytes around every border of well-formed UTF-8. */
function nearUtf8(): number[][] {
  const firsts = [0x41, 0x7f, 0x80, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
  const others = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
  const longer = (prefix: number[]) => others.map((byte) => [...prefix, byte]);
  const one = firsts.map((byte) => [byte]);
  const two = one.flatMap(longer);
  const three = two.flatMap(longer);
  return [...one, ...two, ...three, ...three.flatMap(longer)];
}

test("text that is not UTF-8 stays bytes", () => {
  const strict = new TextDecoder("utf-8", { fatal: true });
  begin(kindOf.fileUnlink);
  for (const sequence of nearUtf8()) {
    const content = Uint8Array.from(sequence);
    putTail(at.own, content);
    let expected: unknown = Buffer.from(content);
    try {
      expected = strict.decode(content);
    } catch {}
    expect(value(kindOf.fileUnlink, "path")).toEqual(expected);
  }
});

test.each([
  ["a\0b\0", ["a", "b"]],
  ["a\0b", ["a", "b"]],
  ["\0\0", ["", ""]],
  ["", []],
])("texts %p", (content, strings) => {
  begin(kindOf.processUsermodehelper);
  putTail(at.own + 4, Buffer.from(content));
  expect(value(kindOf.processUsermodehelper, "argv")).toEqual(strings);
});

test.each([
  [2, 4],
  [10, 16],
])("an address of family %d", (family, size) => {
  begin(kindOf.netBind);
  record.setUint16(at.own, family, true);
  record.setUint16(at.own + 2, 8080, true);
  for (let i = 0; i < 16; i++) bytes[at.own + 4 + i] = 200 + i;
  const host = Buffer.from(bytes.slice(at.own + 4, at.own + 4 + size));
  expect(value(kindOf.netBind, "local")).toEqual([family, host, 8080]);
});

test("every kind of event: as many values as its schema has, whatever the bytes", () => {
  for (const { kind, name, fields } of schema) {
    if (name === "process") continue;
    for (const fill of [0x00, 0x41, 0x7f, 0x80, 0xff]) {
      begin(kind);
      bytes.fill(fill);
      record.setUint16(kindAt, kind, true);
      for (let where = at.own; where < tail; where += 4)
        record.setUint32(where, fill === 0 ? 0 : (8 << 16) | tail, true);
      const values: unknown = decode(encoded.subarray(0, encode()));
      expect(values).toBeArrayOfSize(fields.length + 1);
      expect(Array.isArray(values) && values[0]).toBe(kind);
      expect(counts.reduce((a, b) => a + b)).toBe(1);
      expect(counts[kind]).toBe(1);
    }
  }
});

test("what no program makes is refused", () => {
  begin(kinds);
  expect(encode()).toBeLessThan(0); // an unknown kind
  begin(kindOf.process);
  expect(encode()).toBeLessThan(0); // not from the ring
  begin(kindOf.fileUnlink);
  putTail(at.own, Buffer.alloc(length - tail));
  expect(encode()).toBeGreaterThan(0);
  record.setUint16(at.own + 2, length - tail + 1, true);
  expect(encode()).toBeLessThan(0); // a string that ends outside
  begin(kindOf.fileUnlink);
  for (const short of [at.own, length + 1]) {
    new DataView(batch.buffer).setUint32(0, short, true);
    expect(encode()).toBeLessThan(0); // shorter than its struct, or longer than the batch
  }
});
