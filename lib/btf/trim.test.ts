import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Btf, btfKind, parseBtf } from "./btf.ts";
import { noteOf, readNote } from "./note.ts";
import { Relocator } from "./relocate.ts";
import { describe, readWanted } from "./relocations.ts";
import { neededTypes, writeTrimmed } from "./trim.ts";

const arch = process.arch === "arm64" ? "arm64" : "x64";
const object = join(import.meta.dir, `../../dist/embed/${arch}/sonde.bpf.o`);
const wanted = readWanted(readFileSync(object));
const kernel = parseBtf(readFileSync("/sys/kernel/btf/vmlinux"));
const name = { buildId: "00ff", release: "6.1.0", version: "#1 SMP Debian 6.1" };
const bytes = writeTrimmed(kernel, neededTypes(kernel, [wanted]), noteOf(name));
const trimmed = parseBtf(bytes);

test("trimmed BTF is small, and relocates each instruction as the whole does", () => {
  expect(bytes.length).toBeLessThan(40_000);
  const whole = new Relocator(wanted, kernel);
  const part = new Relocator(wanted, trimmed);
  const outcome = (relocator: Relocator, i: number) => {
    const relocation = wanted.relocations[i];
    if (!relocation) return null;
    const { state, ...found } = { places: [], ...relocator.relocate(relocation) };
    // Ids of types differ, and nothing else.
    const values = relocation.kind === "type" ? [] : found.places.map(({ value }) => value);
    return { what: describe(wanted, relocation), state, values: [...new Set(values)] };
  };
  expect(wanted.relocations.length).toBeGreaterThan(100);
  for (const i of wanted.relocations.keys()) expect(outcome(part, i)).toEqual(outcome(whole, i));
});

test("bpftool gen min_core_btf keeps the same types and members", () => {
  const folder = mkdtempSync(join(tmpdir(), "sonde-btf-"));
  try {
    const theirs = join(folder, "theirs.btf");
    const ours = join(folder, "ours.btf");
    writeFileSync(ours, bytes);
    bpftool("gen", "min_core_btf", "/sys/kernel/btf/vmlinux", theirs, object);
    expect(dump(ours)).toEqual(dump(theirs));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the kernel's name goes along", () => {
  expect(readNote(bytes)).toEqual(name);
  expect(readNote(readFileSync("/sys/kernel/btf/vmlinux"))).toBeNull();
});

test("a type that is used in whole is kept with what it points to", () => {
  const id = kernel.find(btfKind.struct, "path");
  const kept = writeTrimmed(kernel, new Map([[id, new Set([0])]]));
  const alone = parseBtf(kept);
  expect(alone.count).toBe(1);
  expect(alone.members(1).map((member) => member.name)).toEqual([memberName(kernel, id, 0)]);
  expect(alone.members(1)[0]?.type).toBe(0);
});

function memberName(btf: Btf, id: number, index: number): string {
  return btf.members(id)[index]?.name ?? "";
}

/** Types in words, without their numbers; ours names fewer enumerators. */
function dump(path: string): string[] {
  return bpftool("btf", "dump", "file", path)
    .split("\n")
    .filter((line) => !line.startsWith("\t'") || line.includes("type_id"))
    .map((line) => line.replace(/^\[\d+\] /, "").replace(/ vlen=\d+$/, ""))
    .sort();
}

function bpftool(...args: readonly string[]): string {
  const { stdout, stderr, exitCode } = Bun.spawnSync(["bpftool", ...args]);
  if (exitCode !== 0) throw new Error(`bpftool ${args.join(" ")}: ${stderr}`);
  return stdout.toString();
}
