/** The parts of recording and reading that are plain functions: each alone, without the kernel. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encoders, kind } from "../lib/events.gen.ts";
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
  const encoded = new Uint8Array(events * 256);
  const out = new DataView(encoded.buffer);
  const length = encodeAll(source, out);
  const bytes = encoded.subarray(0, length);
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-"));
  const recording = join(dir, "a.sonde.cbor");
  try {
    return [
      part("encode an open", () => encodeAll(source, out)),
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

/** struct file_open of bpf/events.h, as one process makes them. */
function ringRecords(): DataView {
  const bytes = new Uint8Array(events * recordSize);
  const view = new DataView(bytes.buffer);
  const utf8 = new TextEncoder();
  for (let i = 0; i < events; i++) {
    const at = i * recordSize;
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
  return view;
}

function encodeAll(source: DataView, out: DataView): number {
  const encode = encoders[kind.fileOpen];
  if (!encode) throw new Error("file.open has no encoder");
  let p = 0;
  for (let i = 0; i < events; i++) p = encode(out, p, source, i * recordSize);
  return p;
}

/** As the recorder does it. */
function inPieces(bytes: Uint8Array, take: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += 1 << 20) take(bytes.subarray(at, at + (1 << 20)));
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
