/**
 * The whole build, one function per step:
 *
 *   bun build.ts [--arch x64|arm64 | --all] [--embed-only] [--btfhub DIR]
 *   bun build.ts --btf-set
 *
 * sources -> sonde.bpf.o, sonde-casting.bpf.o -> lib/events.gen.ts and lib/native/events.gen.h ->
 * libbpf.so, the page of exports -> one executable in dist/.
 * --btf-set makes btfhub/ anew, from the kernels of Debian's mirror and for the programs as they are.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AptError } from "./build/apt.ts";
import { buildBpf } from "./build/bpf.ts";
import { embedSet, refreshSets } from "./build/btf-set.ts";
import { bundle } from "./build/bundle.ts";
import { generatedFiles } from "./build/generated.ts";
import { buildLibbpf, fetchSources, type SourceDirs } from "./build/libbpf.ts";
import { collectLicenses } from "./build/licenses.ts";
import { buildPage } from "./build/page.ts";
import { BuildError } from "./build/run.ts";
import { type Arch, embedDir, hostArch, targets } from "./build/targets.ts";
import { buildTools, ensureTools } from "./build/tools.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      arch: { type: "string", multiple: true },
      all: { type: "boolean", default: false },
      /** Stop before the executables: what the tests need. */
      "embed-only": { type: "boolean", default: false },
      /** Kernels to bring along beside those of btfhub/: BTFHub's archive, .btf files, vmlinux images. */
      btfhub: { type: "string", multiple: true, default: [] },
      "btf-set": { type: "boolean", default: false },
    },
  });
  const arches = chosen(values.all || values["btf-set"], values.arch);
  ensureTools([...buildTools(arches), ...(values["btf-set"] ? (["lz4"] as const) : [])]);
  const dirs = await fetchSources();
  for (const arch of arches) embedPrograms(arch, dirs);
  for (const { path, text } of generatedFiles(programsOf(arches[0] ?? "x64")))
    writeIfChanged(path, text);
  for (const arch of arches) await embedLibrary(arch, dirs);
  if (values["btf-set"]) await refreshSets(arches);
  for (const arch of arches) await embedSet(arch, values.btfhub);
  writeIfChanged("dist/embed/licenses.txt", collectLicenses(dirs));
  await buildPage();
  if (values["embed-only"] || values["btf-set"]) return;
  for (const arch of arches) console.error(`built ${bundle(arch)}`);
  linkHost(arches);
}

function chosen(all: boolean, named: readonly string[] | undefined): Arch[] {
  const host = hostArch();
  if (all) return host === "arm64" ? ["arm64", "x64"] : ["x64", "arm64"];
  if (named) return named.map(toArch);
  if (host) return [host];
  throw new BuildError(
    `sonde is built for x64 and arm64; this machine is ${process.arch}: give --arch`,
  );
}

function toArch(name: string): Arch {
  if (name === "x64" || name === "arm64") return name;
  throw new BuildError(`--arch ${name}: it is one of ${Object.keys(targets).join(", ")}`);
}

function programsOf(arch: Arch): string {
  return join(embedDir(arch), "sonde.bpf.o");
}

function embedPrograms(arch: Arch, dirs: SourceDirs): void {
  mkdirSync(embedDir(arch), { recursive: true });
  buildBpf(arch, dirs, programsOf(arch));
  buildBpf(arch, dirs, join(embedDir(arch), "sonde-casting.bpf.o"), ["RDONLY_CAST"]);
}

/** After what is generated from the programs' types: it is compiled in. */
async function embedLibrary(arch: Arch, dirs: SourceDirs): Promise<void> {
  copyFileSync(await buildLibbpf(arch, dirs), join(embedDir(arch), "libbpf.so"));
}

function writeIfChanged(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch {
    // not there yet
  }
  writeFileSync(path, text);
}

function linkHost(arches: readonly Arch[]): void {
  const host = hostArch();
  if (host === undefined || !arches.includes(host)) return;
  rmSync("dist/sonde", { force: true });
  symlinkSync(`sonde-linux-${host}`, "dist/sonde");
}

try {
  process.chdir(import.meta.dir);
  await main();
} catch (error) {
  if (!(error instanceof BuildError || error instanceof AptError)) throw error;
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
