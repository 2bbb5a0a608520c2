import { describe, expect, test } from "bun:test";
import { decode } from "cbor-x/decode";
import { Decoder } from "./decoder.ts";
import { CborError, type Data, limits } from "./decoder-item.ts";
import { wantedOf } from "./decoder-scalars.ts";

function decoder(bytes: Uint8Array): Decoder {
  const made = new Decoder();
  made.setSource(Buffer.from(bytes), 0, bytes.length, 0);
  return made;
}

/** All of the bytes as one item. */
function decodeAll(bytes: Uint8Array): Data {
  const one = decoder(bytes);
  const value = one.value();
  expect(one.position).toBe(bytes.length);
  return value;
}

function fromHex(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

function failure(bytes: Uint8Array): CborError {
  try {
    decoder(bytes).value();
  } catch (error) {
    if (error instanceof CborError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** RFC 8949, appendix A: those of its examples that the format has a use for. */
const accepted: readonly (readonly [hex: string, value: Data])[] = [
  ["00", 0],
  ["01", 1],
  ["0a", 10],
  ["17", 23],
  ["1818", 24],
  ["1864", 100],
  ["1903e8", 1000],
  ["1a000f4240", 1000000],
  ["1b000000e8d4a51000", 1000000000000],
  ["1b001fffffffffffff", Number.MAX_SAFE_INTEGER],
  ["1b0020000000000000", 9007199254740992n],
  ["1bffffffffffffffff", 18446744073709551615n],
  ["3bffffffffffffffff", -18446744073709551616n],
  ["3b001ffffffffffffe", Number.MIN_SAFE_INTEGER],
  ["3b001fffffffffffff", -9007199254740992n],
  ["20", -1],
  ["29", -10],
  ["3863", -100],
  ["3903e7", -1000],
  ["fb3ff199999999999a", 1.1],
  ["fb7e37e43c8800759c", 1e300],
  ["fbc010666666666666", -4.1],
  ["f4", false],
  ["f5", true],
  ["f6", null],
  ["40", Uint8Array.of()],
  ["4401020304", Uint8Array.of(1, 2, 3, 4)],
  ["60", ""],
  ["6161", "a"],
  ["6449455446", "IETF"],
  ["62225c", '"\\'],
  ["62c3bc", "ü"],
  ["63e6b0b4", "水"],
  ["64f0908591", "𐅑"],
  ["80", []],
  ["83010203", [1, 2, 3]],
  ["8301820203820405", [1, [2, 3], [4, 5]]],
  [
    "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
    Array.from({ length: 25 }, (_, i) => i + 1),
  ],
  ["a0", new Map()],
  [
    "a26161016162820203",
    new Map<string, Data>([
      ["a", 1],
      ["b", [2, 3]],
    ]),
  ],
  ["826161a161626163", ["a", new Map([["b", "c"]])]],
  // Longer forms than needed are well-formed.
  ["1800", 0],
  ["190000", 0],
  ["1a00000001", 1],
  ["1b0000000000000002", 2],
  ["7800", ""],
  ["b90000", new Map()],
  // A byte order mark is text like any other.
  ["63efbbbf", "\ufeff"],
];

/** Well-formed or not, the format has none of these; the offset is that of the fault. */
const rejected: readonly (readonly [hex: string, what: string, offset: number])[] = [
  ["f93c00", "half float", 0],
  ["fa47c35000", "single float", 0],
  ["f7", "undefined", 0],
  ["f0", "simple value", 0],
  ["f8ff", "simple value in a byte", 0],
  ["ff", "break", 0],
  ["1c", "reserved length 28", 0],
  ["1d", "reserved length 29", 0],
  ["3e", "reserved length 30", 0],
  ["5f42010243030405ff", "indefinite byte string", 0],
  ["7f657374726561646d696e67ff", "indefinite text", 0],
  ["9fff", "indefinite array", 0],
  ["bfff", "indefinite map", 0],
  ["8201c074323031332d30332d32315432303a30343a30305a", "tag", 2],
  ["c249010000000000000000", "bignum", 0],
  ["a201020304", "map with integer keys", 1],
  ["a2616101616102", "the same key twice", 4],
  ["61ff", "a byte that is not UTF-8", 1],
  ["62c328", "a broken sequence", 1],
  ["62c080", "an overlong NUL", 1],
  ["63eda080", "a surrogate", 1],
  ["64f4908080", "beyond U+10FFFF", 1],
  ["7affffffff", "text of 4 GiB", 0],
  ["5bffffffffffffffff", "bytes of 16 EiB", 0],
  ["9affffffff", "array of 4 G", 0],
  ["9bffffffffffffffff", "array of 2^64", 0],
  ["baffffffff", "map of 4 G", 0],
  ["9a00100000", "array with more values than allowed", 0],
];

describe("accepts", () => {
  test.each(accepted)("%s", (hex, value) => {
    expect(decodeAll(fromHex(hex))).toEqual(value);
  });

  test.each(accepted)("%s as cbor-x does", (hex, value) => {
    const other: unknown = decode(fromHex(hex));
    if (value instanceof Map || hex.startsWith("826161")) return; // objects there
    expect(normal(other)).toEqual(normal(value));
  });
});

/** cbor-x gives bigint or number by other rules. */
function normal(value: unknown): unknown {
  return typeof value === "bigint"
    ? String(value)
    : typeof value === "number"
      ? String(value)
      : value;
}

describe("rejects", () => {
  test.each(rejected)("%s: %s", (hex, _what, offset) => {
    const error = failure(fromHex(hex));
    expect([error.incomplete, error.offset]).toEqual([false, offset]);
  });

  test("what is nested too deep", () => {
    const fits = Buffer.concat([Buffer.alloc(limits.depth, 0x81), Buffer.of(0)]);
    decodeAll(fits);
    const bomb = failure(Buffer.alloc(1_000_000, 0x81));
    expect([bomb.incomplete, bomb.offset]).toEqual([false, limits.depth]);
    const maps = failure(Buffer.from("a16161".repeat(1000), "hex"));
    expect(maps.incomplete).toBe(false);
  });

  test("many small arrays that add up", () => {
    const count = limits.itemValues / 2;
    const head = Buffer.from("9a00000000", "hex");
    head.writeUInt32BE(count, 1);
    const bytes = Buffer.concat([head, Buffer.alloc(2 * count, Buffer.from("8100", "hex"))]);
    decodeAll(bytes);
    const more = Buffer.concat([head, Buffer.alloc(3 * count, Buffer.from("820000", "hex"))]);
    expect(failure(more).incomplete).toBe(false);
  });

  test("an item that goes on beyond the limit, once the limit is known to be passed", () => {
    const chunk = Buffer.concat([fromHex("5a00f00000"), Buffer.alloc(0xf00000)]);
    const error = failure(Buffer.concat([fromHex("82"), chunk, fromHex("5a00f00000")]));
    expect(error.incomplete).toBe(false);
  });
});

test("every proper beginning of an item is incomplete", () => {
  for (const [hex] of accepted) {
    const bytes = fromHex(hex);
    for (let length = 0; length < bytes.length; length++) {
      const error = failure(bytes.subarray(0, length));
      expect([hex, length, error.incomplete]).toEqual([hex, length, true]);
    }
  }
});

test("offsets count from the start of the file", () => {
  const one = new Decoder();
  one.setSource(fromHex("00 82 00 ff"), 1, 4, 1000);
  expect(() => one.value()).toThrow(expect.objectContaining({ offset: 1003 }));
});

test("text of any length up to the interned ones and beyond", () => {
  for (let round = 0; round < 2; round++) {
    for (let length = 0; length < 100; length++) {
      const text = "abcdefghij".repeat(10).slice(0, length);
      const bytes = Buffer.concat([Buffer.of(0x78, length), Buffer.from(text)]);
      expect(decodeAll(bytes)).toBe(text);
    }
  }
});

test("a text is not taken for another one that was looked up before", () => {
  const one = new Decoder();
  const wrong: string[] = [];
  for (let i = 0; i < 5000; i++) {
    const text = (i * 2_654_435_761).toString(36).repeat(2);
    for (let length = text.length; length > 0; length--) {
      const prefix = text.slice(0, length);
      const bytes = Buffer.concat([Buffer.of(0x78, length), Buffer.from(prefix)]);
      one.setSource(bytes, 0, bytes.length, 0);
      if (one.value() !== prefix) wrong.push(prefix);
    }
  }
  expect(wrong).toEqual([]);
});

test("byte strings are copies", () => {
  const bytes = Buffer.from("4301020300", "hex");
  const value = decoder(bytes).value();
  bytes.fill(0xee);
  expect(value).toEqual(Uint8Array.of(1, 2, 3));
});

describe("scalars", () => {
  const types = ["u8", "u64", "text", "s32"] as const;

  /** Where it stops, and what it put where; padded so that none is near the end. */
  function scalars(hex: string, isWanted: boolean): [number, (Data | null)[]] {
    const into: (Data | null)[] = [null, null, null, null];
    const wanted = wantedOf(types, Array(4).fill(isWanted));
    const one = decoder(Buffer.concat([fromHex(hex), Buffer.alloc(32)]));
    return [one.scalars(into, 0, wanted), into];
  }

  test.each<[string, number, (Data | null)[]]>([
    ["18ff 1b001fffffffffffff 6161 386e", 4, [255, 2 ** 53 - 1, "a", -111]],
    ["00 1903e8 f6 20", 4, [0, 1000, null, -1]],
    ["17 1a000f4240 60 00", 4, [23, 1000000, "", 0]],
    ["17 00 7803616263 00", 4, [23, 0, "abc", 0]],
    ["190100 00 60 00", 0, [null, null, null, null]],
    ["6161 00 60 00", 0, [null, null, null, null]],
    ["00 00 00 00", 2, [0, 0, null, null]],
    ["00 00 61ff 00", 2, [0, 0, null, null]],
    ["00 00 67616161616161ff 00", 2, [0, 0, null, null]],
    ["00 00 78ff61", 2, [0, 0, null, null]],
  ])("%s", (hex, count, values) => {
    expect(scalars(hex, true)).toEqual([count, values]);
    expect(scalars(hex, false)).toEqual([count, [null, null, null, null]]);
  });

  test("numbers beyond 2^53 are passed over, and left to value() where they are wanted", () => {
    const hex = "00 1b0020000000000000 60 00";
    expect(scalars(hex, true)).toEqual([1, [0, null, null, null]]);
    expect(scalars(hex, false)[0]).toBe(4);
  });

  test("those that are wanted move together", () => {
    const into: (Data | null)[] = [null, null];
    const wanted = wantedOf(types, [false, true, false, true]);
    const one = decoder(Buffer.concat([fromHex("01 02 6161 04"), Buffer.alloc(32)]));
    expect([one.scalars(into, 0, wanted), into]).toEqual([4, [2, 4]]);
  });

  test("stops before the end of the source", () => {
    const one = decoder(fromHex("18"));
    expect(one.scalars([null], 0, wantedOf(["u8"], [true]))).toBe(0);
    expect(() => one.value()).toThrow(expect.objectContaining({ incomplete: true }));
  });
});
