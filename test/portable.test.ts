/** What the executables want of a host: nothing that an old one lacks. */
import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { buildPatience, ensureBuilt, executables } from "./built.ts";
import { readWants } from "./elf.ts";

beforeAll(ensureBuilt, buildPatience);

const root = join(import.meta.dir, "..");
/** What Bun itself needs; nothing of ours may need more. */
const oldestGlibc = 17;

for (const arch of ["x64", "arm64"] as const) {
  const loader = { x64: "ld-linux-x86-64.so.2", arm64: "ld-linux-aarch64.so.1" }[arch];

  describe(arch, () => {
    test("libbpf.so needs the C library alone", () => {
      const { libraries, versions } = readWants(join(root, `dist/embed/${arch}/libbpf.so`));
      expect(libraries).toContain("libc.so.6");
      for (const name of libraries) expect(["libc.so.6", loader]).toContain(name);
      expectOldGlibc(versions);
    });

    test("the executable needs the C library's parts alone", () => {
      const { libraries, versions } = readWants(executables[arch]);
      const parts = ["libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"];
      expect(libraries).toContain("libc.so.6");
      for (const name of libraries) expect([...parts, loader]).toContain(name);
      expectOldGlibc(versions);
    });

    test("the executable tells nothing of the machine that it was built on", () => {
      const bytes = readFileSync(executables[arch]);
      for (const folder of [join(root, "bpf"), join(root, "lib/native"), cacheRoot("sources")]) {
        expect(bytes.includes(`${folder}/`)).toBe(false);
      }
    });
  });
}

function expectOldGlibc(versions: readonly { readonly version: string }[]): void {
  const glibc = versions.map(({ version }) => version).filter((v) => v.startsWith("GLIBC_"));
  expect(glibc.length).toBeGreaterThan(0);
  const tooNew = glibc.filter((version) => {
    const [, minor] = /^GLIBC_2\.(\d+)/.exec(version) ?? [];
    return minor === undefined || Number(minor) > oldestGlibc;
  });
  expect(tooNew).toEqual([]);
}

test("the reader of version tables sees a new symbol where there is one", () => {
  // Bun's own process has the machine's C library, which is newer than 2.17 by far.
  const libm = readFileSync("/proc/self/maps", "utf8").match(/\/\S+\/libm\.so\.6/)?.[0];
  expect(libm).toBeDefined();
  const { libraries, versions } = readWants(libm ?? "");
  expect(libraries).toContain("libc.so.6");
  expect(versions.map(({ version }) => version)).toContain("GLIBC_PRIVATE");
});
