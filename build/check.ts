/**
 * `npm run check`: what can be said about the sources without running them.
 *
 *   bun build/check.ts [--fix]   --fix formats what can be formatted
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildBpf } from "./bpf.ts";
import { generatedFiles } from "./generated.ts";
import { fetchSources } from "./libbpf.ts";
import { BuildError, run } from "./run.ts";
import { hostArch } from "./targets.ts";
import { buildTools, ensureTools } from "./tools.ts";

export interface Check {
  readonly name: string;
  /** @throws BuildError that says what is wrong. */
  run(): void | Promise<void>;
}

export const checks: readonly Check[] = [
  { name: "format, lint and imports of TypeScript", run: biome },
  { name: "types", run: types },
  { name: "format of C", run: clangFormat },
  { name: "generated files are current", run: generated },
];

function biome(): void {
  run("node_modules/.bin/biome", ["check", "--error-on-warnings", "--colors=off", "."]);
}

/** The page that is exported runs in a browser, and knows nothing of Bun. */
function types(): void {
  for (const project of [".", "lib/export/page"]) {
    run("node_modules/.bin/tsc", ["--noEmit", "-p", project]);
  }
}

function clangFormat(): void {
  ensureTools(["clang-format"]);
  run("clang-format", ["--dry-run", "-Werror", ...cFiles()]);
}

/** Layouts live in bpf/events.h; what TypeScript knows of them must be the same. */
async function generated(): Promise<void> {
  const arch = hostArch() ?? "x64";
  ensureTools(buildTools([arch]));
  mkdirSync("dist/check", { recursive: true });
  const object = "dist/check/sonde.bpf.o";
  buildBpf(arch, await fetchSources(), object);
  const stale = generatedFiles(object).filter(
    ({ path, text }) => text !== readFileSync(path, "utf8"),
  );
  if (stale.length === 0) return;
  throw new BuildError(
    `${stale.map(({ path }) => path).join(", ")}: not what bpf/events.h says: run \`npm run build\` and commit the change`,
  );
}

function cFiles(): string[] {
  return ["bpf", "lib", "lab"].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => join(dir, name)),
  );
}

/** Formats all sources in place. @throws BuildError */
function fix(): void {
  ensureTools(["clang-format"]);
  run("node_modules/.bin/biome", ["check", "--write", "--colors=off", "."]);
  run("clang-format", ["-i", ...cFiles()]);
}

/** Runs one check and says how it went. Returns what is wrong, or null. */
export async function runCheck(check: Check): Promise<string | null> {
  const start = performance.now();
  let wrong: string | null = null;
  try {
    await check.run();
  } catch (error) {
    wrong = error instanceof Error ? error.message : String(error);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${wrong === null ? "ok  " : "FAIL"} ${check.name} (${seconds} s)`);
  if (wrong !== null) console.log(wrong.replace(/^/gm, "     "));
  return wrong;
}

if (import.meta.main) {
  process.chdir(join(import.meta.dir, ".."));
  if (process.argv.includes("--fix")) fix();
  else {
    for (const check of checks) if ((await runCheck(check)) !== null) process.exitCode = 1;
  }
}
