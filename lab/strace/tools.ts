/** Brings what a job needs of this host's programs to a guest. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exitCode } from "../../lib/error.ts";
import type { Machine } from "../machine.ts";
import { plain, readTraces, underStrace } from "./trace.ts";

/** Programs of the host come before the guest's own. */
export const jobEnvironment = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" } as const;

/** Not what is the machine's own, nor the loader, which the guest has. */
const belongs = /^\/(usr|lib|bin|sbin|etc)\/(?!.*\/ld-linux)/;

/** Files that a script has opened or run on this host, where it is run for that. @throws Error when it fails */
async function filesOf(script: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "sonde-job-"));
  try {
    const [work, traces] = [join(folder, "work"), join(folder, "traces")];
    for (const one of [work, traces]) mkdirSync(one);
    const command = ["bash", "-c", `cd ${work}; ${script}`];
    const argv = underStrace(traces, ["open", "openat", "execve", "readlink"], command);
    const child = Bun.spawn(argv, { env: jobEnvironment, stdio: ["ignore", "ignore", "ignore"] });
    if ((await child.exited) !== exitCode.done) throw new Error(`it fails on this host: ${script}`);
    const lines = readTraces(traces).flatMap((trace) => trace.lines);
    const named = lines.flatMap((line) => /^\w+\(.*?"([^"]*)".* = [0-9]/.exec(line)?.[1] ?? []);
    return named.map(plain).filter((path) => belongs.test(path) && isFile(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What there is beside the job: strace, what packs up its traces, and the shell of other programs' scripts. */
const beside = ["/usr/bin/strace", "/usr/bin/tar", "/bin/sh"] as const;

function librariesOf(program: string): string[] {
  const { stdout } = Bun.spawnSync(["ldd", program]);
  return [...stdout.toString().matchAll(/=> (\/\S+)/g)].flatMap(([, file]) => file ?? []);
}

/** Copies to a guest, which has no programs of its own, what the script needs, and more programs. */
export async function bringTools(
  machine: Machine,
  script: string,
  more: readonly string[] = [],
): Promise<void> {
  const programs = [...beside, ...more];
  const needed = [...programs, ...programs.flatMap(librariesOf), ...(await filesOf(script))];
  const files = [...new Set(needed)];
  for (const folder of new Set(files.map(dirname))) await machine.makeFolder(folder);
  for (const path of files)
    await machine.writeFile(path, readFileSync(path), statSync(path).mode & 0o777);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
