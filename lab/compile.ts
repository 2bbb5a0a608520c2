/** Compiles the lab's C programs, once per content. */
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { output } from "./command.ts";
import type { Arch } from "./kernels.ts";

/** Runs `argv` with the output's path appended, unless sources and command are known already. Returns that path. */
export async function compiled(
  name: string,
  sources: readonly string[],
  argv: (out: string) => readonly (readonly string[])[],
): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  hash.update(JSON.stringify(argv("")));
  const dir = join(cacheRoot("lab"), "compiled");
  const path = join(dir, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(path)) return path;
  mkdirSync(dir, { recursive: true });
  const partial = `${path}.partial.${process.pid}`;
  for (const command of argv(partial)) await output(command, import.meta.dir);
  renameSync(partial, path);
  return path;
}

/** The guest's init. */
export async function buildAgent(arch: Arch): Promise<string> {
  const folder = join(import.meta.dir, "guest");
  const source = join(folder, "agent.c");
  const gcc = arch === "x86_64" ? "gcc" : "aarch64-linux-gnu-gcc";
  const flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-static"];
  return await compiled(`agent-${arch}`, [source, join(folder, "protocol.h")], (out) => [
    [gcc, ...flags, "-o", out, "guest/agent.c"],
  ]);
}
