/** The floods and their helpers, compiled once per content, outside the tree. */
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { run } from "../build/run.ts";

export type ProgramName =
  | "open"
  | "getppid"
  | "connect"
  | "fork_exec"
  | "create_unlink"
  | "paced"
  | "tick"
  | "pinned";

const flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-static"];

/** Paths by name. @throws BuildError */
export function compilePrograms(): Readonly<Record<ProgramName, string>> {
  const dir = join(cacheRoot("bench"), "programs");
  mkdirSync(dir, { recursive: true });
  const header = readFileSync(join(import.meta.dir, "flood.h"));
  const compiled = (name: ProgramName): string => {
    const source = join(import.meta.dir, `${name}.c`);
    const hash = new Bun.CryptoHasher("sha256").update(header).update(readFileSync(source));
    const path = join(dir, `${name}-${hash.update(flags.join()).digest("hex").slice(0, 16)}`);
    if (existsSync(path)) return path;
    run("gcc", [...flags, "-o", `${path}.new`, source]);
    renameSync(`${path}.new`, path);
    return path;
  };
  return {
    open: compiled("open"),
    getppid: compiled("getppid"),
    connect: compiled("connect"),
    fork_exec: compiled("fork_exec"),
    create_unlink: compiled("create_unlink"),
    paced: compiled("paced"),
    tick: compiled("tick"),
    pinned: compiled("pinned"),
  };
}
