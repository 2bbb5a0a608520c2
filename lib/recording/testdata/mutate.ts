/** Recordings that no recorder would write: a seeded generator and mutations that know the format. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { eachLocated } from "../reader.ts";
import { encodeItem } from "../writer.ts";
import { Builder, startClock } from "./builder.ts";

/** Mulberry32: the same numbers for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }
}

const common = ["ts u64", "start u64", "ret ret", "pid u32", "ppid u32", "uid u32", "comm text"];

/** Few fields, so that a header is small; the names are the real ones. */
const schema = Object.entries({
  process: ["start u64", "pid u32", "ppid u32", "uid u32", "comm text", "path text", "argv texts"],
  "process.exec": [...common, "path text", "argv texts"],
  "process.fork": [...common, "child u32", "child_start u64"],
  "process.exit": [...common, "code u32", "signal u32", "lifetime u64"],
  "file.unlink": [...common, "path text", "is_dir u32"],
  "net.connect": [...common, "remote address"],
}).map(([name, fields], i) => ({
  kind: i + 1,
  name,
  fields: fields.map((field) => {
    const [name = "", type = ""] = field.split(" ");
    return { name, type };
  }),
}));

const hostileTexts: readonly [unknown, ...unknown[]] = [
  "",
  "\x1b[2J\x1b]0;owned\x07",
  "a\r\nb\tc",
  "\u202egnp.exe",
  "\u{e0041}\u200b\ufeff\u0085\u009b31m",
  "漢字カナ한글",
  "👩‍👩‍👧‍👦🇨🇭e\u0301\u0301\u0301\u20dd",
  "x".repeat(5000),
  Buffer.from("ff1b5b41c328f0908091", "hex"),
  "__proto__",
  "constructor",
];

const hostileValues: readonly [unknown, ...unknown[]] = [
  ...hostileTexts,
  0,
  -1,
  2n ** 64n - 1n,
  -(2n ** 64n),
  2 ** 53,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
  true,
  [],
  {},
  [1, "\x1b[m", 0],
  [[[[[[]]]]]],
  { type: "header" },
  { type: "probe", report: "\x1b[m" },
  { type: "mark", ts: 1, points: {}, hash: Buffer.alloc(32) },
];

const addresses: readonly [unknown, ...unknown[]] = [
  null,
  [2, Buffer.from("7f000001", "hex"), 80],
  [2, Buffer.from("7f000001", "hex"), 81],
  [10, Buffer.alloc(16), 65535],
  [10, Buffer.alloc(5), 0],
  [1, "\x1b[m", 0],
  [1, Buffer.of(0, 0xff), 0],
  [65535, "x", 1],
];

/** A value of the type, out of a few, so that processes meet again. */
function plausibleValue(type: string, random: Random): unknown {
  if (random.below(2000) === 0) return random.pick(hostileValues);
  switch (type) {
    case "u64":
      if (random.below(100) === 0)
        return random.pick<number | bigint>([0, 2n ** 64n - 1n, 2n ** 53n]);
      return startClock + BigInt(random.below(50)) * 10_000_000n;
    case "u32":
      return random.below(100) === 0 ? 0xffffffff : random.below(12);
    case "ret":
      return random.pick([null, 0, -2, -111, 3, -(2n ** 63n)]);
    case "texts":
      return Array.from({ length: random.below(4) }, () => plausibleValue("text", random));
    case "address":
      return random.pick(addresses);
    default:
      if (random.below(8) === 0) return random.pick(hostileTexts);
      return random.pick(["sh", "/bin/true", "/tmp/x", "ls", Buffer.of(0xff, 0x41), null]);
  }
}

const [header = Buffer.alloc(0), mark = header, trailer = header] = split(
  new Builder()
    .header({
      plan: [],
      schema: JSON.parse(JSON.stringify(schema)),
      filter: { points: [], command: null },
    })
    .mark()
    .trailer(),
);

function split({ bytes, boundaries }: Builder): Uint8Array[] {
  return boundaries.map((end, i) => bytes.subarray(boundaries[i - 1] ?? 0, end));
}

/** The items of a recording that is in order, but for a value now and then and its hashes. */
function plausible(random: Random): Uint8Array[] {
  const items = [header];
  for (let n = random.below(40); n >= 0; n--) {
    const kind = schema[random.below(schema.length)];
    const values = kind?.fields.map(({ type }) => plausibleValue(type, random)) ?? [];
    items.push(encodeItem([kind?.kind, ...values]));
    if (random.below(10) === 0) items.push(mark);
  }
  return [...items, trailer];
}

const heads: readonly [string, ...string[]] = [
  "ff",
  "9f",
  "bf",
  "5f",
  "7f",
  "1b ff ff ff ff ff ff ff ff",
  "5b 00 00 00 00 7f ff ff ff",
  "7a 7f ff ff ff",
  "9a 7f ff ff ff",
  "9b ff ff ff ff ff ff ff ff",
  "ba 00 ff ff ff",
  "d9 d9 f7",
  "c1",
  "f7",
  "f9 7e 00",
  "fb 7f f8 00 00 00 00 00 00",
  "81".repeat(5000),
  "a1 61 61".repeat(2000),
  "82 80".repeat(3000),
];

type Mutation = (items: Uint8Array[], random: Random) => void;

const mutations: readonly [Mutation, ...Mutation[]] = [
  // Order and number of items.
  (items, random) => void items.splice(random.below(items.length), 1),
  (items, random) => {
    const item = items[random.below(items.length)];
    if (item) items.splice(random.below(items.length + 1), 0, item);
  },
  (items) => void items.reverse(),
  (items, random) =>
    void items.splice(random.below(items.length + 1), 0, encodeItem(random.pick(hostileValues))),
  (items, random) => {
    const kind = random.below(9);
    const values = Array.from({ length: random.below(12) }, () => random.pick(hostileValues));
    items.splice(random.below(items.length + 1), 0, encodeItem([kind, ...values]));
  },
  // Bytes.
  (items, random) => edit(items, random, (bytes, at) => (bytes[at] = random.below(256))),
  (items, random) =>
    edit(items, random, (bytes, at) => (bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (items, random) => {
    const i = random.below(items.length);
    const item = items[i] ?? Buffer.alloc(0);
    const at = random.below(item.length + 1);
    const head = Buffer.from(random.pick(heads).replaceAll(" ", ""), "hex");
    const behind = item.subarray(Math.min(item.length, at + random.below(3)));
    items[i] = Buffer.concat([item.subarray(0, at), head, behind]);
  },
  // The end.
  (items, random) => {
    const i = random.below(items.length);
    const item = items[i] ?? Buffer.alloc(0);
    items.splice(i, items.length, item.subarray(0, random.below(item.length + 1)));
  },
];

function edit(
  items: Uint8Array[],
  random: Random,
  change: (bytes: Buffer, at: number) => void,
): void {
  const i = random.below(items.length);
  const bytes = Buffer.from(items[i] ?? []);
  if (bytes.length > 0) change(bytes, random.below(bytes.length));
  items[i] = bytes;
}

/** Items of a recording that a recorder wrote, all kinds and the whole schema in it. */
const golden = (): Uint8Array[] => {
  const path = join(import.meta.dir, "../../report/testdata/workload.sonde.cbor");
  const bytes = readFileSync(path);
  const starts: number[] = [];
  eachLocated(path, ({ at }) => starts.push(at));
  return starts.map((at, i) => bytes.subarray(at, starts[i + 1] ?? bytes.length));
};
let goldenItems: Uint8Array[] | undefined;

/** Items of which the input is made: one in sixteen is real. */
function source(random: Random): Uint8Array[] {
  if (random.below(16) > 0) return plausible(random);
  goldenItems ??= golden();
  const [header = Buffer.alloc(0), ...rest] = goldenItems;
  const from = random.below(rest.length);
  return [header, ...rest.slice(from, from + 1 + random.below(40))];
}

/** In zstd frames, cut at random; now and then one of them is not what it was. */
function frames(bytes: Uint8Array, random: Random): Uint8Array {
  const packed: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(bytes.length - at);
    packed.push(Buffer.from(zstdCompressSync(bytes.subarray(at, at + length))));
    at += length;
  }
  const all = Buffer.concat(packed);
  if (random.below(2) === 0) all[random.below(all.length)] = random.below(256);
  return all.subarray(0, all.length - (random.below(4) === 0 ? random.below(all.length) : 0));
}

/**
 * The input of this seed. Half of them keep their header whole, or few would get beyond it; one in
 * sixteen is compressed.
 */
export function fuzzInput(seed: number): Uint8Array {
  const random = new Random(seed);
  const items = source(random);
  const kept = random.below(2) === 0 ? items.splice(0, 1) : [];
  for (let n = random.below(4); n > 0 && items.length > 0; n--) {
    random.pick(mutations)(items, random);
  }
  const bytes = Buffer.concat([...kept, ...items]);
  return random.below(16) === 0 && bytes.length > 0 ? frames(bytes, random) : bytes;
}
