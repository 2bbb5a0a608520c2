/**
 * One shared library with libbpf, libelf, zlib and lib/native inside, from Debian's source
 * packages. It needs no symbol of glibc above 2.17, so it loads wherever Bun does.
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { aptState, cacheRoot, sha256File } from "./apt.ts";
import { BuildError, run } from "./run.ts";
import { type Arch, hostArch, targets } from "./targets.ts";

/** Debian's stable suite that has these versions; its own revision is whatever it is today. */
const suite = "trixie";

/** Upstream tarballs. `dir` is the folder inside. */
export const sources = {
  libbpf: {
    version: "1.5.0",
    dir: "libbpf-1.5.0",
    sha256: "53492aff6dd47e4da04ef5e672d753b9743848bdb38e9d90eafbe190b7983c44",
  },
  elfutils: {
    version: "0.192",
    dir: "elfutils-0.192",
    sha256: "616099beae24aba11f9b63d86ca6cc8d566d968b802391334c91df54eab416b4",
  },
  zlib: {
    version: "1.3.dfsg+really1.3.1",
    dir: "zlib-1.3.1",
    sha256: "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
  },
} as const;

export type SourceName = keyof typeof sources;
export type SourceDirs = Readonly<Record<SourceName, string>>;

/** Downloads, checks and unpacks the sources once. @throws BuildError, AptError */
export async function fetchSources(): Promise<SourceDirs> {
  const root = join(cacheRoot("sources"), suite);
  const dirs = {
    libbpf: join(root, sources.libbpf.dir),
    elfutils: join(root, sources.elfutils.dir),
    zlib: join(root, sources.zlib.dir),
  };
  if (Object.values(dirs).every((dir) => existsSync(dir))) return dirs;
  if (Bun.which("apt-get") === null) throw new BuildError(byHand(root));
  mkdirSync(root, { recursive: true });
  const apt = await aptState({ suites: [suite], architectures: ["amd64"], sources: true });
  for (const [name, source] of Object.entries(sources)) {
    if (existsSync(join(root, source.dir))) continue;
    const [tarball] = await apt.upstream(name, root);
    if (tarball === undefined) throw new BuildError(`${name}: no upstream tarball`);
    const sum = await sha256File(tarball);
    if (sum !== source.sha256) {
      throw new BuildError(`${basename(tarball)}: SHA-256 is ${sum}, pinned is ${source.sha256}`);
    }
    const unpacked = join(root, `unpack-${name}`);
    rmSync(unpacked, { recursive: true, force: true });
    mkdirSync(unpacked);
    run("tar", ["-xf", tarball, "-C", unpacked]);
    renameSync(join(unpacked, source.dir), join(root, source.dir));
    rmSync(unpacked, { recursive: true });
  }
  return dirs;
}

/** What to do where there is no apt. */
function byHand(root: string): string {
  const list = Object.entries(sources).map(
    ([name, { dir, sha256 }]) =>
      `  ${join(root, dir)}  from ${name}'s release (Debian's tarball has SHA-256 ${sha256})`,
  );
  return `${Object.keys(sources).join(", ")} come from Debian's source packages through apt-get, which is not here.\nUnpack them by hand as\n${list.join("\n")}\nand try again.`;
}

interface Unit {
  readonly file: string;
  readonly flags: readonly string[];
}

const common = [
  "-O2 -g0 -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections",
  "-D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_LARGEFILE64_SOURCE -fno-stack-protector -U_FORTIFY_SOURCE",
].flatMap((flags) => flags.split(" "));

const zlibFiles =
  "adler32 crc32 deflate inflate inftrees inffast trees zutil compress uncompr gzlib gzread gzwrite gzclose";

/** Every file to compile, with its own flags. */
function units(dirs: SourceDirs, headers: string): Unit[] {
  const libelf = readFileSync(join(dirs.elfutils, "libelf/Makefile.am"), "utf8");
  const listed = /^libelf_a_SOURCES =((?:.*\\\n)*.*)/m.exec(libelf)?.[1] ?? "";
  const elfFlags = ["-std=gnu11", "-w", "-DHAVE_CONFIG_H", `-I${headers}`];
  const elfIncludes = [`-I${dirs.elfutils}/lib`, `-I${dirs.elfutils}/libelf`, `-I${dirs.zlib}`];
  const bpfIncludes = [`-I${dirs.libbpf}/include`, `-I${dirs.libbpf}/include/uapi`];
  const own = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", `-I${dirs.libbpf}/src`];
  return [
    ...zlibFiles.split(" ").map((name) => ({
      file: join(dirs.zlib, `${name}.c`),
      flags: ["-DHAVE_HIDDEN", "-DHAVE_UNISTD_H", "-w"],
    })),
    ...[...listed.matchAll(/[a-z0-9_]+\.c/g)]
      .map((match) => match[0])
      .filter((name) => name !== "nlist.c") // wants a generated header, used by nobody here
      .map((name) => ({
        file: join(dirs.elfutils, "libelf", name),
        flags: [...elfFlags, ...elfIncludes],
      })),
    { file: join(dirs.elfutils, "lib/eu-search.c"), flags: [...elfFlags, ...elfIncludes] },
    ...readdirSync(join(dirs.libbpf, "src"))
      .filter((name) => name.endsWith(".c"))
      .map((name) => ({
        file: join(dirs.libbpf, "src", name),
        flags: [
          ...["-std=gnu89", "-w", ...bpfIncludes, `-I${dirs.libbpf}/src`, ...elfIncludes],
          ...["-include", "lib/native/replaced.h"],
        ],
      })),
    ...readdirSync("lib/native")
      .filter((name) => name.endsWith(".c"))
      .map((name) => ({
        file: `lib/native/${name}`,
        flags: [...own, ...bpfIncludes, ...elfIncludes],
      })),
  ];
}

/** Builds the library, or finds one made from the same inputs. Returns its path. @throws BuildError */
export async function buildLibbpf(arch: Arch, dirs: SourceDirs): Promise<string> {
  const cc = arch === hostArch() ? "gcc" : `${targets[arch].triplet}-gcc`;
  const key = inputsHash(arch, run(cc, ["--version"]));
  const out = join(cacheRoot("libbpf"), `${key}-${arch}.so`);
  if (existsSync(out)) return out;

  const work = join(cacheRoot("libbpf"), `${key}-${arch}.${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "headers"), { recursive: true });
  writeFileSync(join(work, "headers/config.h"), readFileSync("lib/native/libelf-config.h"));
  const all = units(dirs, join(work, "headers"));
  console.error(`compiling libbpf for ${arch}: ${all.length} files`);
  // Assertions name their file: not the machine's folder, so that the result is the same anywhere.
  const flags = [...common, `-ffile-prefix-map=${dirname(dirs.libbpf)}/=`];
  const objects = await compileAll([cc, ...flags], all, work);
  const library = join(work, "libbpf.so");
  run(cc, [
    ...["-shared", "-Wl,--version-script=lib/native/exports.map", "-Wl,--gc-sections"],
    "-Wl,--wrap=feat_supported", // lib/native/feature.c
    "-Wl,--wrap=btf__find_by_name_kind", // lib/native/names.c
    ...["-Wl,-z,defs", "-Wl,-z,relro,-z,now", "-Wl,--build-id=none", "-Wl,-soname,libbpf.so"],
    ...["-o", library, ...objects],
  ]);
  run("llvm-strip", ["--strip-unneeded", library]);
  renameSync(library, out);
  rmSync(work, { recursive: true });
  return out;
}

async function compileAll(
  compiler: readonly string[],
  all: readonly Unit[],
  work: string,
): Promise<string[]> {
  const queue = all.map((unit, i) => ({
    ...unit,
    object: join(work, `${i}-${basename(unit.file)}.o`),
  }));
  const objects = queue.map((unit) => unit.object);
  const worker = async () => {
    for (let unit = queue.pop(); unit; unit = queue.pop()) {
      const child = Bun.spawn([...compiler, ...unit.flags, "-c", unit.file, "-o", unit.object], {
        stderr: "pipe",
      });
      const said = await new Response(child.stderr).text();
      if ((await child.exited) !== 0) throw new BuildError(`${unit.file}: ${said.trim()}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return objects;
}

/** The sources are pinned, so their hashes and our own files are all that can change. */
function inputsHash(arch: Arch, compilerVersion: string): string {
  const hash = createHash("sha256").update(
    JSON.stringify([arch, compilerVersion, sources, common]),
  );
  for (const name of readdirSync("lib/native").sort()) {
    if (!name.endsWith(".ts")) hash.update(name).update(readFileSync(join("lib/native", name)));
  }
  hash.update(readFileSync("bpf/events.h"));
  return hash.update(readFileSync("build/libbpf.ts")).digest("hex").slice(0, 16);
}
