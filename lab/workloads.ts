/** Builds the workloads: small static programs without a C library, one per ABI. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { compiled } from "./compile.ts";
import type { Abi } from "./machine.ts";

export interface Workload {
  /** Name on the machine, for example `exec.i386`. */
  readonly file: string;
  /** Where it is built. */
  readonly path: string;
}

const folder = join(import.meta.dir, "workloads");
const flags = [
  ...["-O1", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-fno-stack-protector", "-fno-pic"],
  ...["-fno-builtin", "-fno-asynchronous-unwind-tables", "-fomit-frame-pointer"],
];

type Build = (source: string, out: string) => readonly (readonly string[])[];

const x86 =
  (abi: string): Build =>
  (source, out) => [
    [
      ...["x86_64-linux-gnu-gcc", abi, ...flags, "-static", "-nostdlib", "-no-pie"],
      ...["-o", out, source],
    ],
  ];

/** Commands that turn a source into an executable. Debian has no 32-bit ARM linker by default, but the 64-bit one can. */
const build: Record<Abi, Build> = {
  x86_64: x86("-m64"),
  i386: x86("-m32"),
  x32: x86("-mx32"),
  arm64: (source, out) => [
    [
      "aarch64-linux-gnu-gcc",
      ...flags,
      "-nostdlib",
      "-no-pie",
      "-mno-outline-atomics",
      "-o",
      out,
      source,
    ],
  ],
  arm: (source, out) => [
    [
      "clang",
      "--target=arm-linux-gnueabi",
      "-march=armv7-a",
      ...flags,
      "-c",
      "-o",
      `${out}.o`,
      source,
    ],
    ["aarch64-linux-gnu-ld", "-m", "armelf_linux_eabi", "-static", "-o", out, `${out}.o`],
  ],
};

/** Every source in the folder is one. */
export function workloadNames(): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^(\w+)\.c$/.exec(file)?.[1] ?? [])
    .sort();
}

/** All workloads of the ABIs. */
export async function buildWorkloads(abis: readonly Abi[]): Promise<Workload[]> {
  const headers = readdirSync(folder).filter((file) => file.endsWith(".h"));
  const made: Workload[] = [];
  for (const name of workloadNames()) {
    for (const abi of abis) {
      const sources = [`${name}.c`, ...headers].map((file) => join(folder, file));
      const path = await compiled(`${name}-${abi}`, sources, (out) =>
        build[abi](join("workloads", `${name}.c`), out),
      );
      made.push({ file: `${name}.${abi}`, path });
    }
  }
  return made;
}
