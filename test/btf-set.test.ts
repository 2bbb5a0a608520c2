/** The kernels that the executable brings along fit the programs in it. */
import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { committedSet, missingWords, readObject, staleText } from "../build/btf-set.ts";
import { parseBtf } from "../lib/btf/btf.ts";
import { architectureOf } from "../lib/btf/file.ts";
import { decodeSet } from "../lib/btf/set.ts";
import { buildPatience, ensureBuilt } from "./built.ts";

beforeAll(ensureBuilt, buildPatience);

for (const arch of ["x64", "arm64"] as const) {
  describe(arch, () => {
    const set = decodeSet(readFileSync(committedSet(arch)));

    test("made for the programs as they are", () => {
      const missing = missingWords(set, readObject(arch));
      expect(missing.length === 0 ? "" : staleText(arch, missing)).toBe("");
    });

    test("every kernel is named, and its BTF is small and of its architecture", () => {
      expect(set.kernels.length).toBeGreaterThan(20);
      for (const { kernel, btf } of set.kernels) {
        expect(kernel).toMatchObject({ arch, distribution: "debian" });
        expect(kernel.buildId).toMatch(/^[0-9a-f]{40}$/);
        expect(kernel.version).toContain("Debian");
        expect(btf.length).toBeLessThan(40_000);
        expect(architectureOf(parseBtf(btf))).toBe(arch);
      }
    });

    test("all of them together take little room", () => {
      expect(readFileSync(committedSet(arch)).length).toBeLessThan(2 << 20);
    });
  });
}
