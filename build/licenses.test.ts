import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchSources } from "./libbpf.ts";
import { bundledPackages, collectLicenses, npmPackage, print } from "./licenses.ts";

const text = collectLicenses(await fetchSources());
const headings = [...text.matchAll(/^={80}\n(\S+) (\S+)\n(.*)\n/gm)].map((match) => match[1]);

test("every component has a heading and a text", () => {
  for (const name of ["sonde", "libbpf", "elfutils", "zlib", "Bun"])
    expect(headings).toContain(name);
  for (const words of [
    "Apache License",
    "GNU GENERAL PUBLIC LICENSE",
    "GNU LESSER GENERAL PUBLIC LICENSE",
    "GNU LIBRARY GENERAL PUBLIC LICENSE",
    "The Libbpf Authors",
    "Jean-loup Gailly",
    `https://github.com/oven-sh/WebKit, commit ${process.versions.webkit}`,
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toMatch(/\{\w+\}/);
});

test("every npm package that the sources import has one", () => {
  const imported = ["cmd", "lib"].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .flatMap((name) => [...readFileSync(join(dir, name), "utf8").matchAll(/ from "([^"]+)"/g)])
      .flatMap((match) => /^(?:@[^/]+\/)?[^./#@][^/]*/.exec(match[1] ?? "")?.[0] ?? [])
      .filter((name) => !/^(node|bun):/.test(name)),
  );
  expect(imported).toContain("cac");
  for (const name of new Set(imported)) expect(headings).toContain(name);
  expect(bundledPackages().map((dir) => npmPackage(dir).name)).toEqual(
    expect.arrayContaining([...new Set(imported)]),
  );
});

test("a package without a licence text stops the build", () => {
  const dir = mkdtempSync(join(tmpdir(), "sonde-licenses-"));
  try {
    const make = (name: string, files: Record<string, string>) => {
      mkdirSync(join(dir, name));
      for (const [file, content] of Object.entries(files)) {
        writeFileSync(join(dir, name, file), content);
      }
      return join(dir, name);
    };
    const manifest = JSON.stringify({ name: "x", version: "1.0.0", license: "MIT" });
    const bare = make("bare", { "package.json": manifest, "readme.md": "MIT" });
    expect(() => print([npmPackage(bare)])).toThrow("x 1.0.0 is bundled and has no licence text");
    const odd = make("odd", { "package.json": manifest, "LICENSE-MIT.txt": "Do as you like" });
    expect(print([npmPackage(odd)])).toContain("Do as you like");
    const silent = make("silent", { "package.json": "{}", LICENSE: "text" });
    expect(() => npmPackage(silent)).toThrow("no name, version or licence");
  } finally {
    rmSync(dir, { recursive: true });
  }
});
