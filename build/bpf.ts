/** Compiles the BPF object of one architecture: CO-RE against bpf/kernel.h, no debug sections. */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSections } from "../lib/btf/elf.ts";
import type { SourceDirs } from "./libbpf.ts";
import { BuildError, run } from "./run.ts";
import { checkStack } from "./stack.ts";
import { type Arch, targets } from "./targets.ts";

/** Writes `out`. libbpf's headers are taken from its source tree as `<bpf/…>`. @throws BuildError */
export function buildBpf(
  arch: Arch,
  dirs: SourceDirs,
  out: string,
  defines: readonly string[] = [],
): void {
  const include = join(dirs.libbpf, "as-installed");
  mkdirSync(include, { recursive: true });
  run("ln", ["-sfn", join(dirs.libbpf, "src"), join(include, "bpf")]);
  run("clang", [
    ...["-O2", "-g", "-target", "bpf", "-mcpu=v2", `-D__TARGET_ARCH_${targets[arch].bpf}`],
    ...[
      "-fno-strict-aliasing",
      "-Wall",
      "-Werror",
      "-Wno-unused-function",
      ...defines.map((name) => `-D${name}`),
    ],
    ...[`-I${include}`, `-I${dirs.libbpf}/include/uapi`],
    ...["-idirafter", `/usr/include/${targets[arch].triplet}`],
    ...["-idirafter", `/usr/${targets[arch].triplet}/include`],
    // Line numbers name their file: not the machine's folder, so that the result is the same anywhere.
    ...[process.cwd(), dirname(dirs.libbpf)].map((folder) => `-ffile-prefix-map=${folder}=.`),
    ...["-c", "bpf/sonde.bpf.c", "-o", out],
  ]);
  run("llvm-strip", ["-g", out]);
  const object = readFileSync(out);
  checkStack(object);
  const nameless = readSections(object).find(({ name }) => name === ".rodata");
  if (nameless !== undefined) {
    throw new BuildError(
      `${out}: ${nameless.bytes.length} bytes of constants without a variable: for such a section 5.10 refuses all types of the object, and then follows every call anew`,
    );
  }
}

/** The object's own BTF. @throws BuildError */
export function readBtfSection(object: string): Uint8Array {
  const section = `${object}.btf`;
  run("llvm-objcopy", ["--dump-section", `.BTF=${section}`, object, "/dev/null"]);
  return readFileSync(section);
}
