import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostArch } from "./targets.ts";
import { buildTools } from "./tools.ts";

/** The build on a machine that has these commands alone, and nothing cached. */
async function build(
  commands: readonly string[],
  ...args: readonly string[]
): Promise<{ code: number; stderr: string }> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-tools-"));
  try {
    const bin = join(dir, "bin");
    mkdirSync(bin);
    for (const name of commands) symlinkSync("/bin/false", join(bin, name));
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "../build.ts"), ...args], {
      env: { PATH: bin, XDG_CACHE_HOME: join(dir, "cache") },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const stderr = await new Response(child.stderr).text();
    return { code: await child.exited, stderr };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test("without apt: every missing tool and its Debian package is named at once", async () => {
  const { code, stderr } = await build([], "--all");
  expect(code).toBe(1);
  expect(stderr).toStartWith("build: missing: ");
  expect(stderr).toContain("missing: bzip2, xz, clang, llvm-strip, ");
  for (const name of ["xz-utils", "llvm", "gcc"]) expect(stderr).toContain(` ${name}`);
  expect(stderr).not.toContain("    at "); // no stack trace
});

test("without apt, all tools there: what to unpack by hand, and where", async () => {
  const commands = buildTools([hostArch() ?? "x64"]).filter((tool) => !tool.startsWith("/"));
  const { code, stderr } = await build(commands);
  expect(code).toBe(1);
  expect(stderr).toContain("Unpack them by hand as");
  expect(stderr).toMatch(/ {2}\/\S+\/libbpf-1\S+ {2}from libbpf's release \(.* [0-9a-f]{64}\)/);
  expect(stderr).not.toContain("    at ");
});
