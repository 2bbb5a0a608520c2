/** Compiles the lab's C programs, once per content. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { output } from "./command.ts";
import type { Arch } from "./kernels.ts";

const running = new Map<string, Promise<string>>();

/** Runs the commands for an output path, unless sources and commands are known already. Returns that path. */
export function compiled(
  name: string,
  sources: readonly string[],
  commands: (out: string) => readonly (readonly string[])[],
): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  hash.update(JSON.stringify(commands("")));
  const path = join(cacheRoot("lab"), "compiled", `${name}-${hash.digest("hex").slice(0, 16)}`);
  // Guests that start at the same time want the same files.
  const promise = running.get(path) ?? compile(path, commands);
  running.set(path, promise);
  return promise;
}

async function compile(
  path: string,
  commands: (out: string) => readonly (readonly string[])[],
): Promise<string> {
  if (existsSync(path)) return path;
  // With room for what the commands leave beside it.
  const folder = `${path}.partial.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const partial = join(folder, basename(path));
    for (const command of commands(partial)) await output(command, import.meta.dir);
    renameSync(partial, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return path;
}

/** The guest's init. */
export async function buildAgent(arch: Arch): Promise<string> {
  const folder = join(import.meta.dir, "guest");
  const files = readdirSync(folder)
    .sort()
    .map((file) => join("guest", file));
  const sources = files.filter((file) => file.endsWith(".c"));
  const gcc = arch === "x86_64" ? "x86_64-linux-gnu-gcc" : "aarch64-linux-gnu-gcc";
  const flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-static"];
  const all = files.map((file) => join(import.meta.dir, file));
  return await compiled(`agent-${arch}`, all, (out) => [[gcc, ...flags, "-o", out, ...sources]]);
}
