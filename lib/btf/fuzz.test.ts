import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BtfError, parseBtf } from "./btf.ts";
import { ElfError } from "./elf.ts";
import { readKernelFile } from "./image.ts";
import { readNote } from "./note.ts";
import { definitions } from "./print.ts";
import { readWanted } from "./relocations.ts";
import { build } from "./testdata/build.ts";
import { neededTypes, writeTrimmed } from "./trim.ts";

/** SONDE_FUZZ=1000000 for the long run; SONDE_FUZZ_SEED to look at one input again. */
const inputs = Number(process.env.SONDE_FUZZ ?? 400);
const firstSeed = Number(process.env.SONDE_FUZZ_SEED ?? 1);

const arch = process.arch === "arm64" ? "arm64" : "x64";
const object = readFileSync(join(import.meta.dir, `../../dist/embed/${arch}/sonde.bpf.o`));
const wanted = readWanted(object);
const whole = parseBtf(readFileSync("/sys/kernel/btf/vmlinux"));
const small = writeTrimmed(whole, neededTypes(whole, [wanted]));

/** Not for secrets: the same bytes for the same seed, everywhere. */
function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const telling = [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xffff, 0x0fffffff];

function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const next = random(seed * 2654435761);
  let copy = Uint8Array.from(bytes);
  for (let changes = 1 + (next() % 6); changes > 0; changes--) {
    const at = next() % Math.max(1, copy.length - 4);
    const what = next() % 4;
    if (what === 0) copy[at] = next();
    else if (what === 1) word(copy, at & ~3, telling[next() % telling.length] ?? 0);
    else if (what === 2) word(copy, at & ~3, next() % 256);
    else if (next() % 8 === 0) copy = copy.slice(0, at);
  }
  return copy;
}

function word(bytes: Uint8Array, at: number, value: number): void {
  if (at + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(at, value, true);
}

/** What happened, where it was not one of our own errors. */
function problem(use: () => void): string | null {
  try {
    use();
    return null;
  } catch (error) {
    if (error instanceof BtfError || error instanceof ElfError) return null;
    return String(error instanceof Error ? error.stack : error);
  }
}

function problems(bytes: Uint8Array, use: (bytes: Uint8Array) => void, count = inputs): string[] {
  const found: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + count && found.length < 3; seed++) {
    const what = problem(() => use(mutated(bytes, seed)));
    if (what !== null) found.push(`seed ${seed}: ${what}`);
  }
  return found;
}

/** All that is done with BTF from elsewhere; what comes out must be good BTF. */
function useAll(bytes: Uint8Array): void {
  readNote(bytes);
  const btf = parseBtf(bytes);
  problem(() => definitions(btf, "struct task_struct"));
  const out = parseBtf(writeTrimmed(btf, neededTypes(btf, [wanted])));
  for (let id = 1; id <= out.count; id++) out.name(id);
}

test(`${inputs} damaged BTFs: a clear error, or good BTF of what is left`, () => {
  expect(problems(small, useAll)).toEqual([]);
});

test("damaged ELF files", () => {
  const count = inputs / 10;
  expect(problems(object, (bytes) => void readWanted(bytes), count)).toEqual([]);
  expect(problems(object, (bytes) => void readKernelFile(bytes), count)).toEqual([]);
});

test("types that go round in circles, or are nested without end", () => {
  const round = build();
  round.typedef("u32", 2);
  round.constant(1);
  round.struct("task_struct", [["tgid", 1]]);
  expect(() => useAll(round.bytes())).toThrow(BtfError);

  // Each of two unnamed members is the struct itself: 2^64 ways to look for a name.
  const bomb = build();
  bomb.struct("", [
    ["", 1],
    ["", 1],
  ]);
  bomb.struct("task_struct", [["", 1]]);
  expect(() => useAll(bomb.bytes())).toThrow(BtfError);

  const deep = build();
  let type = deep.int("int", 4);
  for (let i = 0; i < 100_000; i++) type = deep.array(type, 1);
  deep.struct("task_struct", [["comm", type]]);
  expect(problem(() => useAll(deep.bytes()))).toBeNull();

  const wide = build();
  wide.struct(
    "",
    Array.from({ length: 8 }, () => ["", 1] as const),
  );
  wide.struct("path", [["", 1]]);
  expect(() => definitions(parseBtf(wide.bytes()), "path")).toThrow(BtfError);
});
