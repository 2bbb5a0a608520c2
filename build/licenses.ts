/** What `sonde licenses` prints: every component of the executable with its licence. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ownManifest from "../package.json" with { type: "json" };
import { property, textProperty } from "./json.ts";
import { type SourceDirs, type SourceName, sources } from "./libbpf.ts";
import { BuildError, run } from "./run.ts";

export interface Component {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Where its sources are; null for sonde's own. */
  readonly home: string | null;
  /** Licence texts and notices. */
  readonly texts: readonly string[];
}

/** @throws BuildError when a bundled package has no licence text. */
export function collectLicenses(dirs: SourceDirs): string {
  return print([own(), ...libraries(dirs), ...bundledPackages().map(npmPackage), bun()]);
}

/** An index, then the texts under a heading each. */
export function print(components: readonly Component[]): string {
  const width = Math.max(...components.map(({ name, version }) => `${name} ${version}`.length));
  const index = components.map(
    ({ name, version, license }) => `  ${`${name} ${version}`.padEnd(width)}  ${license}\n`,
  );
  const chapters = components.map(({ name, version, license, home, texts }) => {
    if (!texts.some((text) => text.trim() !== "")) {
      throw new BuildError(`${name} ${version} is bundled and has no licence text`);
    }
    const rule = "=".repeat(80);
    const head = [rule, `${name} ${version}`, license, ...(home === null ? [] : [home]), rule];
    return [head.join("\n"), ...texts.map(trimLines)].join("\n\n");
  });
  return `This executable consists of\n\n${index.join("")}\n${chapters.join("\n\n")}\n`;
}

function own(): Component {
  return {
    name: "sonde",
    version: ownManifest.version,
    license: "Apache-2.0; its programs for the kernel: BSD-2-Clause OR GPL-2.0-only",
    home: null,
    texts: [read("LICENSE"), read("bpf/LICENSE")],
  };
}

/** What libbpf.so is made of. */
function libraries(dirs: SourceDirs): Component[] {
  const from = (name: SourceName, files: readonly string[]) => ({
    version: basename(sources[name].dir).replace(/^.*-/, ""),
    texts: files.map((file) => read(join(dirs[name], file))),
  });
  return [
    {
      name: "libbpf",
      license: "LGPL-2.1-only OR BSD-2-Clause",
      home: "https://github.com/libbpf/libbpf",
      ...from("libbpf", ["LICENSE", "LICENSE.BSD-2-Clause", "LICENSE.LGPL-2.1"]),
    },
    {
      name: "elfutils",
      license: "GPL-2.0-or-later OR LGPL-3.0-or-later (libelf)",
      home: "https://sourceware.org/elfutils/",
      ...from("elfutils", ["COPYING-GPLV2", "COPYING-LGPLV3", "COPYING"]),
    },
    {
      name: "zlib",
      license: "Zlib",
      home: "https://zlib.net/",
      ...from("zlib", ["LICENSE"]),
    },
  ];
}

/** The runtime; its npm packages carry no notices, so they are ours to keep: build/texts/bun.txt. */
function bun(): Component {
  const versions: Readonly<Record<string, string | undefined>> = process.versions;
  const notice = read("build/texts/bun.txt").replace(/\{(\w+)\}/g, (_, name: string) => {
    const version = versions[name];
    if (version === undefined) throw new BuildError(`Bun does not tell its version of ${name}`);
    return version;
  });
  const texts = ["mit", "bsd", "unicode", "lgpl-2.0"].map((name) =>
    read(`build/texts/${name}.txt`),
  );
  return {
    name: "Bun",
    version: Bun.version,
    license: "MIT; JavaScriptCore: LGPL-2.0-or-later; TinyCC: LGPL-2.1; others: below",
    home: "https://github.com/oven-sh/bun",
    texts: [notice, ...texts],
  };
}

/** Folders of the npm packages of which a file is in the executable. */
export function bundledPackages(): string[] {
  mkdirSync("dist/check", { recursive: true });
  const metafile = "dist/check/bundle.json";
  run(process.execPath, [
    ...["build", "cmd/main.ts", "--target=bun", "--external=#embed/*"],
    ...[`--metafile=${metafile}`, "--outdir=dist/check"],
  ]);
  const inputs = property(JSON.parse(read(metafile)), "inputs");
  const folders = Object.keys(inputs ?? {}).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  if (folders.length === 0) throw new BuildError("no npm package in the bundle: is that so?");
  return [...new Set(folders)].sort();
}

/** @throws BuildError when it says nothing about its licence. */
export function npmPackage(dir: string): Component {
  const manifest: unknown = JSON.parse(read(join(dir, "package.json")));
  const name = textProperty(manifest, "name");
  const version = textProperty(manifest, "version");
  const license = textProperty(manifest, "license");
  if (!name || !version || !license) {
    throw new BuildError(`${dir}/package.json has no name, version or licence`);
  }
  const files = readdirSync(dir).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return {
    name,
    version,
    license,
    home: textProperty(manifest, "homepage") ?? `https://www.npmjs.com/package/${name}`,
    texts: files.sort().map((file) => read(join(dir, file))),
  };
}

/** Without empty lines around it; the indentation of the first line stays. */
function trimLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
}

function read(path: string): string {
  return readFileSync(path, "utf8");
}
