import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { readItems } from "./reader.ts";
import { small } from "./testdata/builder.ts";
import { temporary } from "./testdata/files.ts";
import { Random } from "./testdata/mutate.ts";
import { verify } from "./verify.ts";
import { readFrame, ZstdSink } from "./zstd.ts";

function packed(pieces: readonly Uint8Array[]): {
  bytes: Buffer;
  frames: number[];
  sink: ZstdSink;
} {
  const written: Uint8Array[] = [];
  const sink = new ZstdSink({ write: (bytes) => void written.push(bytes), flush() {} });
  for (const piece of pieces) {
    sink.write(piece);
    sink.flush();
  }
  return { bytes: Buffer.concat(written), frames: written.map((each) => each.length), sink };
}

/** The small recording, a frame an item. */
function recording() {
  const { bytes, boundaries } = small();
  return packed(boundaries.map((end, i) => bytes.subarray(boundaries[i - 1] ?? 0, end)));
}

function ending(bytes: Uint8Array) {
  const items = readItems(temporary(bytes));
  const types: string[] = [];
  for (;;) {
    const step = items.next();
    if (step.done) return { ...step.value, types };
    types.push(step.value.type);
  }
}

test("frames are read as if they were not there, and verified", () => {
  const { bytes, sink } = recording();
  const plain = ending(small().bytes);
  expect(ending(bytes)).toEqual(plain);
  const verification = verify(temporary(bytes));
  expect(verification.holds).toBe(true);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  expect(verification.sha256).toBe(sha256); // as sha256sum says it
  expect(Buffer.from(sink.digest()).toString("hex")).toBe(sha256);
});

test("any zstd reads it, each frame alone", () => {
  const { bytes, frames } = recording();
  expect(zstdDecompressSync(bytes).equals(small().bytes)).toBe(true);
  const first = frames[0] ?? 0;
  const second = bytes.subarray(first, first + (frames[1] ?? 0));
  const { boundaries, bytes: plain } = small();
  const item = plain.subarray(boundaries[0], boundaries[1]);
  expect(zstdDecompressSync(second).equals(item)).toBe(true);
});

test("a torn frame is not there, whatever is left of it", () => {
  const { bytes, frames } = recording();
  const whole = bytes.length - (frames.at(-1) ?? 0);
  for (let length = whole; length < bytes.length; length++) {
    const { state, at, types } = ending(bytes.subarray(0, length));
    expect([state, at, types.includes("trailer")]).toEqual([
      "cut",
      small().boundaries.at(-2) ?? 0,
      false,
    ]);
  }
});

test("a damaged frame: what is before it is read, and no longer", () => {
  const { bytes, frames } = recording();
  const start = (frames[0] ?? 0) + (frames[1] ?? 0);
  const damaged = Buffer.from(bytes);
  damaged[start] = 0;
  const found = ending(damaged);
  expect([found.state, found.at]).toEqual(["damaged", small().boundaries[1] ?? 0]);
});

test("a frame that says, or holds, more than sonde writes is not unpacked", () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 << 20));
  expect(bomb.length).toBeLessThan(10_000);
  expect(readFrame(bomb)).toBe("bad");
  const unsaid = Buffer.from("28b52ffd0058", "hex"); // no content size: a block of zeroes, repeated
  const block = Buffer.from("02001000", "hex");
  const last = Buffer.from("03001000", "hex");
  expect(
    readFrame(Buffer.concat([unsaid, ...Array.from({ length: 1000 }, () => block), last])),
  ).toBe("bad");
});

test("4000 mutations of frames: no crash, nothing harmful", () => {
  const { bytes } = recording();
  const path = temporary(bytes);
  for (let seed = 1; seed <= 4000; seed++) {
    const random = new Random(seed);
    const changed = Buffer.from(bytes.subarray(0, random.below(bytes.length) + 1));
    for (let n = random.below(4); n > 0; n--)
      changed[random.below(changed.length)] = random.below(256);
    writeFileSync(path, changed);
    try {
      verify(path);
    } catch (error) {
      expect(error).toMatchObject({ name: "SondeError" });
    }
  }
});

test("large pieces become frames of their own", () => {
  const piece = Buffer.alloc(700_000, "abc");
  const written: number[] = [];
  const sink = new ZstdSink({ write: (bytes) => void written.push(bytes.length), flush() {} });
  for (let i = 0; i < 4; i++) sink.write(piece);
  expect(written.length).toBe(2);
});
