/** The parts of recording and reading that are plain functions: each alone, without the kernel. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kind, kinds } from "../lib/events.gen.ts";
import { native } from "../lib/native/library.ts";
import { readItems } from "../lib/recording/reader.ts";
import { Builder } from "../lib/recording/testdata/builder.ts";
import { text } from "../lib/recording/values.ts";
import { threadTime } from "./process.ts";

export interface Part {
  readonly name: string;
  /** CPU time; the best of all rounds, since what is above it is other processes' doing. */
  readonly nsPerEvent: number;
}

const events = 200_000;
const rounds = 15;
const path = "/usr/lib/x86_64-linux-gnu/libc.so.6";

export function measureParts(): Part[] {
  const source = ringRecords();
  const encoded = new Uint8Array(2 * source.length);
  const bytes = encoded.subarray(0, encodeAll(source, encoded));
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-"));
  const recording = join(dir, "a.sonde.cbor");
  try {
    return [
      part("encode an open", () => encodeAll(source, encoded)),
      part("SHA-256 of it", () => inPieces(bytes, hasher())),
      part("write it to a file", () => writeFile(recording, bytes)),
      part("read it", () => readFile(recording)),
    ];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function part(name: string, work: () => void): Part {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = threadTime();
    work();
    best = Math.min(best, threadTime() - start);
  }
  return { name, nsPerEvent: best / events };
}

const recordSize = 144;
/** In front of each: its length, and 4 bytes of no meaning. */
const headSize = 8;
const stride = headSize + recordSize;
/** What the recorder takes out of the ring at a time. */
const batchSize = 800 * stride;

/** struct file_open of bpf/events.h, as one process makes them, and as they come out of the ring. */
function ringRecords(): Uint8Array {
  const bytes = new Uint8Array(events * stride);
  const view = new DataView(bytes.buffer);
  const utf8 = new TextEncoder();
  for (let i = 0; i < events; i++) {
    const at = i * stride + headSize;
    view.setUint32(at - headSize, recordSize, true);
    view.setBigUint64(at, 3_000_000_000_000n + BigInt(i) * 2_000n, true); // ts
    view.setBigUint64(at + 8, 2_900_000_000_000n, true); // start
    view.setBigUint64(at + 16, 4_711n, true); // cgroup
    view.setBigUint64(at + 24, 3n, true); // ret
    view.setUint32(at + 32, 0xc1, true); // flags: with a result
    view.setUint16(at + 36, kind.fileOpen, true);
    for (let word = 40; word < 52; word += 4) view.setUint32(at + word, 31_337, true); // pids
    for (let word = 64; word < 72; word += 4) view.setUint32(at + word, 4_026_531_836, true); // ns
    utf8.encodeInto("open", bytes.subarray(at + 72));
    view.setUint16(at + 88, 104, true); // path
    view.setUint16(at + 90, path.length, true);
    utf8.encodeInto(path, bytes.subarray(at + 104));
  }
  return bytes;
}

function encodeAll(source: Uint8Array, to: Uint8Array): number {
  const counts = new Uint32Array(kinds);
  let length = 0;
  for (let at = 0; at < source.length; at += batchSize) {
    const batch = source.subarray(at, at + batchSize);
    length += native().sonde_encode(batch, batch.length, to.subarray(length), counts);
  }
  return length;
}

/** As the recorder does it. */
function inPieces(bytes: Uint8Array, take: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += 1 << 16) take(bytes.subarray(at, at + (1 << 16)));
}

function hasher(): (piece: Uint8Array) => void {
  const hash = new Bun.CryptoHasher("sha256");
  return (piece) => hash.update(piece);
}

function writeFile(name: string, bytes: Uint8Array): void {
  const fd = openSync(name, "w");
  writeSync(fd, new Builder().header().bytes);
  inPieces(bytes, (piece) => writeSync(fd, piece));
  closeSync(fd);
}

function readFile(name: string): void {
  let count = 0;
  for (const item of readItems(name)) {
    if (item.type === "record" && text(item.record, "path") === path) count++;
  }
  if (count !== events) throw new Error(`${count} of ${events} events are as they were encoded`);
}
